/* SPDX-License-Identifier: Apache-2.0 */
/* The folder of a run: which it is, and that nothing of the user's is destroyed in it. */
#ifndef CLAIM_H
#define CLAIM_H

#include "base/out_folder.h"
#include "capture/capture.h"
#include "output/older.h"
#include "settings/settings.h"

/* Names the folder where --out does not: STEM.netcap for a single capture file and netcap-TIME for
 * all else, in the current folder. */
void claim_name(struct settings *);

/* Locks the folder.  Says what stands against it: STATUS_USAGE when another run has it, when it
 * holds records and there is neither --overwrite nor sets of files, which have names of their own,
 * or when what is read is a file that would be replaced.  With --overwrite `older` has the files to
 * be removed in the end.  Sets that were not finished are said. */
enum status claim_folder(struct out_folder *, const char *path, const struct settings *,
                         const struct capture *, struct older *);

#endif
