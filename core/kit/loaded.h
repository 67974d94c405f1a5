/* SPDX-License-Identifier: Apache-2.0 */
/* Plugins in a process of a trial: the author's, and those that came with netcap. */
#ifndef LOADED_H
#define LOADED_H

#include "dissect/plugins.h"

/* The plugin is the first, and the only one unless others are wanted `beside` it.  NULL, and it is
 * said what is to be done, when it was refused. */
struct plugins *loaded_plugins(const char *file, bool beside, void say(void *, const char *),
                               void *context);

#endif
