/* SPDX-License-Identifier: Apache-2.0 */
/* What the reading of one file after the other needs, for the files that it is made of. */
#ifndef BLOCK_WORK_H
#define BLOCK_WORK_H

#include "exchange/block_reader.h"
#include "exchange/unpacking.h"

struct block_work {
    struct unpacking in;
    const struct block_reader *of; /* whose bytes these are; NULL: nobody's */
    uint8_t *member;
    size_t member_size;
    char id_text[BLOCK_ID_TEXT];
};

#endif
