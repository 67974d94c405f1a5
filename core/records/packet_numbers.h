/* SPDX-License-Identifier: Apache-2.0 */
/* Which packets records are of, by their numbers. */
#ifndef PACKET_NUMBERS_H
#define PACKET_NUMBERS_H

#include "base/say.h"
#include "query/instant.h"
#include "records/chosen.h"

struct packet_numbers {
    uint64_t *list; /* each once, rising, once they are sorted */
    size_t count, size;
    uint64_t probe; /* one of them, of which a record says when it was captured; 0: none does */
    wide probe_time;
};

/* Adds those of the file's records that are chosen.  Says what is wrong. */
enum status packet_numbers_add(struct packet_numbers *, const struct choice *,
                               struct record_file *);

void packet_numbers_sort(struct packet_numbers *);
void packet_numbers_free(struct packet_numbers *);

#endif
