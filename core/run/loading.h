/* SPDX-License-Identifier: Apache-2.0 */
/* Why the process that loads the plugins has not told what they are. */
#ifndef LOADING_H
#define LOADING_H

#include "base/say.h"
#include "shared/shared.h"

/* Says which plugin's constructor, or vtable, has brought it down or keeps it, or that none is at
 * fault; with what to end.  `status` is its end, as waitpid() has it; `problem` why it was not
 * heard: 0, ETIMEDOUT after these seconds, or another error. */
enum status loading_failed(const struct shared *, int status, uint32_t seconds, int problem);

#endif
