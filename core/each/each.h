/* SPDX-License-Identifier: Apache-2.0 */
/* netcapd --each: every capture a run of its own.
 *
 * This process lists the captures and has the plugins loaded once, by a zygote.  For each lane the
 * zygote forks another one, and this process a supervisor: the two share memory and workers of
 * their own, and go through captures one after another.  So nothing is loaded, forked or mapped
 * for a capture, no process that a plugin runs in reaches two lanes, and the supervisors are
 * confined as that of a single run is: they read the captures and write below the folder of the
 * set. */
#ifndef EACH_H
#define EACH_H

#include "settings/settings.h"

/* The exit status.  `plugins` are their folders, NULL behind the last. */
int each_run(const struct settings *, char *const *plugins);

#endif
