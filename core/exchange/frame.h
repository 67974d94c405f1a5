/* SPDX-License-Identifier: Apache-2.0 */
/* What netcap send and netcap collect say to each other over a stream of bytes.
 *
 * Each says frames: four bytes, how many follow the head; one byte, the kind; and these.  Numbers
 * have their highest byte first.  A slot is a number below SLOTS_MOST that the sender gives to a
 * file; ids of blocks are as exchange/block_id.h says; offsets count bytes of a file's messages,
 * unpacked.
 *
 *     sender     HELLO    8 bytes "NETCAP\0\1", the name of the sensor
 *     collector  WELCOME  4 bytes: how many bytes of blocks may be unacknowledged
 *     sender     FILE     slot (4), the file's header as a message
 *     collector  RESUME   slot (4), offset (8): what stands before it is on disk already; of the
 *                         last block before it the size (4) and the digest (8) of its id, or 0
 *     sender     BLOCK    slot (4), id (36), number of records (4), a gzip member without fields
 *     collector  ACK      slot (4), offset (8): all before it is on disk, synchronised
 *     sender     END      slot (4), whole (1): 1, the file was closed by who wrote it
 *     collector  ENDED    slot (4): the slot is free again
 *     either     PING     nothing: it is still there
 *     collector  ERROR    a sentence; the collector hangs up behind it
 *
 * The first frame is HELLO, which must come within FRAME_HELLO_SECONDS of the connection; nothing
 * else is taken before it.  A frame whose length does not fit its kind ends the connection before
 * memory is taken for it; one that was begun must be there within FRAME_SECONDS and a second more
 * for each FRAME_RATE bytes; PING comes at least each FRAME_PING_SECONDS, and who has heard nothing
 * whole for FRAME_SILENCE_SECONDS hangs up. */
#ifndef FRAME_H
#define FRAME_H

#include "exchange/member.h"

#include <stddef.h>
#include <stdint.h>

enum frame_kind {
    FRAME_NONE,
    FRAME_HELLO,
    FRAME_WELCOME,
    FRAME_FILE,
    FRAME_RESUME,
    FRAME_BLOCK,
    FRAME_ACK,
    FRAME_END,
    FRAME_ENDED,
    FRAME_PING,
    FRAME_ERROR,
    FRAME_KINDS
};

enum {
    FRAME_HEAD = 5,
    FRAME_HELLO_SECONDS = 10,
    FRAME_SECONDS = 20,
    FRAME_RATE = 16 << 10,
    FRAME_PING_SECONDS = 15,
    FRAME_SILENCE_SECONDS = 60,
    FRAME_BLOCK_HEAD = 4 + BLOCK_ID + 4,
    FRAME_RESUMES = 4 + 8 + 4 + BLOCK_DIGEST,
    FRAME_ERROR_MOST = 200,
    FRAME_HEADER_MOST = 1 << 20, /* bytes of a file's header */
    FRAME_MAGIC = 8,
};

extern const uint8_t frame_magic[FRAME_MAGIC];

/* Kinds that may come now. */
#define FRAME_BIT(kind) (1u << (kind))

/* One frame as it comes, bit by bit. */
struct frame_reader {
    uint8_t *bytes;
    size_t used, size;
    double begun; /* when its first byte came */
};

struct frame {
    enum frame_kind kind;
    const uint8_t *bytes; /* behind the head */
    size_t size;
};

enum frame_result { FRAME_MORE, FRAME_WHOLE, FRAME_WRONG };

/* Where the next bytes are to be read to, and how many at most. */
uint8_t *frame_space(struct frame_reader *, size_t *size);

/* So many came at this time, of frames of these kinds.  FRAME_WHOLE: the frame is good until
 * frame_next(). */
enum frame_result frame_take(struct frame_reader *, size_t got, double now, unsigned kinds,
                             struct frame *);
void frame_next(struct frame_reader *);
void frame_free(struct frame_reader *);

/* Whether what was begun is too slow. */
bool frame_is_late(const struct frame_reader *, double now);

/* Bytes on their way out. */
struct frame_writer {
    uint8_t *bytes;
    size_t begin, end, size;
};

/* Where so many bytes of a frame of this kind are to be put, behind its head. */
uint8_t *frame_put(struct frame_writer *, enum frame_kind, size_t size);

/* Frames of a slot alone, and of one with an offset. */
void frame_put_slot(struct frame_writer *, enum frame_kind, unsigned slot);
void frame_put_offset(struct frame_writer *, enum frame_kind, unsigned slot, uint64_t offset);
void frame_written(struct frame_writer *, size_t done);
size_t frame_left(const struct frame_writer *);
void frame_writer_free(struct frame_writer *);

#endif
