/* SPDX-License-Identifier: Apache-2.0 */
/* Where what is sorted goes when it does not fit into memory: files without a name, which are gone
 * with the program, however that ends.  A program that confines itself opens them before. */
#ifndef SPILL_H
#define SPILL_H

/* In $TMPDIR, or else in this folder.  Where that cannot be is said once they are needed. */
void spill_open(const char *folder);

/* Both; NULL, with errno set, when there are none. */
const int *spill_files(void);

/* The folder. */
const char *spill_folder(void);

#endif
