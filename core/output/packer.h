/* SPDX-License-Identifier: Apache-2.0 */
/* A file's bytes, part by part: made as its format has it, and compressed where the format does not
 * do that itself.  netcapd's workers and netcap export do the same. */
#ifndef PACKER_H
#define PACKER_H

#include "formats/file_format.h"

struct packer {
    struct packed packed; /* of the block packed last; its bytes are not compressed yet */
    struct textbuf compressed;
    const struct textbuf *made; /* the bytes for the file, good until the next call */
};

void packer_init(struct packer *);
void packer_free(struct packer *);

/* The beginning of a file.  False, with the reason, when its records have no form there. */
bool packer_begin(struct packer *, const struct file_plan *, char *why, size_t why_size);

/* As much of a block as is packed at once; false when it cannot be compressed. */
bool packer_pack(struct packer *, const struct file_plan *, const uint8_t *block, size_t size);

/* The end, of the notes of all its blocks; false as above. */
bool packer_finish(struct packer *, const struct file_plan *, const struct textbuf *notes);

#endif
