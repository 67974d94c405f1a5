/* SPDX-License-Identifier: Apache-2.0 */
/* The process that loads the plugins and forks the workers.  It has a single thread, so what it
 * forks is whole; it tells the supervisor who died of what. */
#ifndef ZYGOTE_H
#define ZYGOTE_H

#include "dissect/plugins.h"
#include "shared/shared.h"

/* The exit status of this process, or a worker, that got no memory: it has nowhere to say so. */
enum { ZYGOTE_NO_MEMORY = 101 };

/* The plugins of the folder, or the one file if `file` is set. */
struct plugins *zygote_load(struct shared *, const char *folder, const char *file);

/* Gives up what steers, loads the plugins, tells the catalog, and does what it is told through the
 * socket. */
_Noreturn void zygote_run(struct shared *, const char *folder, const char *file, int socket);

#endif
