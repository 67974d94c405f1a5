/* SPDX-License-Identifier: Apache-2.0 */
/* A file unpacked from some member of it on, and what of its bytes is not given out yet. */
#ifndef UNPACKING_H
#define UNPACKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct codec;

struct unpacking {
    int fd;
    const struct codec *codec; /* NULL: the bytes are as they are */
    void *state;
    uint8_t *input, *output;
    size_t in_begin, in_end, out_size;
    size_t used, given; /* bytes of output; those that are given out and go at the next call */
    uint64_t read;      /* of the file, up to the end of input */
    uint64_t skip;      /* bytes that come first and are passed over */
    uint64_t member_at; /* where the member that is unpacked begins */
    bool boundary;      /* it has just ended */
    bool fresh;         /* the codec is not within one */
};

enum unpacking_result { UNPACKING_SOME, UNPACKING_END, UNPACKING_DAMAGED };

void unpacking_init(struct unpacking *);
void unpacking_free(struct unpacking *);

/* Begins at a member, NULL for none; so many bytes from there on were taken before. */
void unpacking_begin(struct unpacking *, int fd, const struct codec *, uint64_t at, uint64_t skip);

/* More of the output, or UNPACKING_END, where the file ends by now, whole or not. */
enum unpacking_result unpacking_more(struct unpacking *);

/* Bytes of the file that were unpacked. */
uint64_t unpacking_taken(const struct unpacking *);

/* Of the file's own bytes; as many as there are. */
size_t unpacking_read(int fd, uint64_t at, uint8_t *to, size_t size);

#endif
