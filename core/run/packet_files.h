/* SPDX-License-Identifier: Apache-2.0 */
/* unknown.pcapng.gz and errors.pcapng.gz: packets that were not simply decoded. */
#ifndef PACKET_FILES_H
#define PACKET_FILES_H

#include "base/part_files.h"
#include "output/older.h"
#include "run/account.h"
#include "settings/settings.h"

/* As the settings want them, of the set with that in its names, as set_name_text() has it, "": of
 * none.  False, and it is said, when memory is short. */
bool packet_files_open(struct account *, const struct settings *, const struct out_folder *,
                       const char *set);

/* What was written becomes the caller's, and what comes goes to others: see output_turn(). */
void packet_files_turn(struct account *, struct part_files *);

/* Bytes of them. */
uint64_t packet_files_written(const struct account *);

/* What they have is on disk when records are. */
void packet_files_flush(struct account *);

/* With `keep` they get their names, which are forgotten of the older ones; false when what was
 * added could not be written whole. */
bool packet_files_finish(struct account *, bool keep, struct older *);

void packet_files_free(struct account *);

#endif
