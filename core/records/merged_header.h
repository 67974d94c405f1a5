/* SPDX-License-Identifier: Apache-2.0 */
/* The header of a file that is made of several. */
#ifndef MERGED_HEADER_H
#define MERGED_HEADER_H

#include "records/record_file.h"

/* What the headers of the files say: their sources one behind the other, link types and options
 * that one of them has, payloads if one has them; the schema is that of file `widest`.  Created
 * now, by this program. */
Types__Header *merged_header(struct record_file *const *files, size_t count, size_t widest);
void merged_header_free(Types__Header *);

#endif
