/* SPDX-License-Identifier: Apache-2.0 */
/* netcapd run on a capture, with the author's plugin among its own. */
#ifndef DAEMON_H
#define DAEMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A folder for the time of one command: a copy of the plugin, captures, records. */
struct daemon_place {
    char *folder, *plugins;
    const char *set; /* a setting for each run, "Beat.on=linktype:147"; NULL: none */
};

/* False, and it is said. */
bool daemon_place_make(struct daemon_place *, const char *file);
void daemon_place_remove(struct daemon_place *);

/* A file's path there, allocated. */
char *daemon_path(const struct daemon_place *, const char *name);

/* Copies a file of it to where the command was called. */
bool daemon_keep(const struct daemon_place *, const char *name, const char *to);

struct daemon_run {
    int status; /* its exit status; -1: it could not be run, which was said */
    char *said; /* on standard error, allocated */
};

/* Decodes the capture into a folder there, with so many workers. */
struct daemon_run daemon_decode(const struct daemon_place *, const char *capture, const char *out,
                                unsigned workers);

/* Only loads the plugins. */
struct daemon_run daemon_load(const struct daemon_place *);

/* Of a run: packets that are set aside, as run.json counts them, and the first reason with how many
 * it had; allocated, NULL: none. */
uint64_t daemon_set_aside(const struct daemon_place *, const char *out, char **reason);

/* Whether two runs wrote the same records; the name of the first file that differs otherwise,
 * allocated. */
char *daemon_difference(const struct daemon_place *, const char *one, const char *other);

#endif
