/* SPDX-License-Identifier: Apache-2.0 */
/* Files that were one. */
#ifndef SENT_PARTS_H
#define SENT_PARTS_H

#include "exchange/sent_files.h"

/* A collector that turns its sets makes several files of what was one: they are one again where
 * they are sent. */
void sent_parts_link(struct sent_files *);

#endif
