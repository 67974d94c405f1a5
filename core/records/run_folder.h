/* SPDX-License-Identifier: Apache-2.0 */
/* Folders that hold no records. */
#ifndef RUN_FOLDER_H
#define RUN_FOLDER_H

#include <stdbool.h>

/* Whether it is that of a run that is over and found nothing: no file of records is there, and its
 * run.json lists none; what is wrong with that is said. */
bool run_folder_is_empty(const char *folder);

/* The first folder below it, by name, that holds records or run.json, as 'netcapd --each' makes
 * them; NULL: none does, or it is hard to find; allocated. */
char *run_folder_below(const char *folder);

#endif
