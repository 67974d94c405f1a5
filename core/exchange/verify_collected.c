/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/verify_collected.h"

#include "base/memory.h"
#include "base/our_file.h"
#include "exchange/member.h"
#include "exchange/unpacking.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MARKED_MOST = MEMBER_MOST + MEMBER_MARKED - MEMBER_PLAIN };

struct walk {
    int fd;
    bool grows;    /* it is a .part: what is not whole at its end may be still */
    uint64_t at;   /* bytes of the file that are gone through */
    uint64_t end;  /* of its messages */
    uint64_t n;    /* members */
    bool gaps;     /* and it was said */
    struct file_id file;
    uint8_t *member, *raw;
};

static bool
read_mark(int fd, uint64_t at, struct block_id *id, uint32_t *whole)
{
    uint8_t mark[MEMBER_MARKED];

    return unpacking_read(fd, at, mark, sizeof mark) == sizeof mark &&
           member_read_mark(mark, id, whole);
}

static bool
is_collected(const char *path)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct block_id id;
    uint32_t whole;
    bool is = fd >= 0 && read_mark(fd, 0, &id, &whole);

    if (fd >= 0)
        close(fd);
    return is;
}

/* Whether the records are those that the id is made of. */
static bool
is_sound(const struct walk *w, const struct block_id *id, uint32_t whole)
{
    uint8_t *plain = w->member + MEMBER_MARKED - MEMBER_PLAIN;
    struct block_id same;

    if (whole < MEMBER_MARKED || whole > MARKED_MOST || id->size > BLOCK_RAW_MOST ||
        unpacking_read(w->fd, w->at, w->member, whole) != whole)
        return false;
    member_unmark(plain);
    if (!member_unpack(plain, whole - MEMBER_MARKED + MEMBER_PLAIN, w->raw, id->size))
        return false;
    same = block_id_of(&id->file, id->offset, w->raw, id->size);
    return block_id_same(&same, id);
}

/* Records between two blocks were never here, or were cut out. */
static void
tell_gap(struct verify *v, const struct walk *w, const char *path, uint64_t bytes)
{
    if (bytes > BLOCK_WANTED)
        verify_differs(v, path, "%" PRIu64 " bytes of records are missing before the block at byte "
                       "%" PRIu64 ": blocks never came or were cut out, or a record was too long "
                       "to be sent, as netcap send has said", bytes, w->at);
    else
        verify_differs(v, path, "%" PRIu64 " bytes of records are missing before the block at byte "
                       "%" PRIu64 ": blocks never came or were cut out", bytes, w->at);
}

/* The next member; false: the file is as it should be no longer, and it is said. */
static bool
step(struct verify *v, struct walk *w, const char *path, uint64_t size)
{
    struct block_id id;
    uint32_t whole;
    bool marked = read_mark(w->fd, w->at, &id, &whole);

    if (!marked || whole > size - w->at) {
        bool comes = w->grows && (marked || size - w->at < MEMBER_MARKED);

        if (!comes)
            verify_differs(v, path, "is cut off or damaged from byte %" PRIu64 " on", w->at);
        w->at = size;
        return comes;
    }
    if (w->at > 0 && !file_id_same(&id.file, &w->file))
        verify_differs(v, path, "the block at byte %" PRIu64 " is of another file", w->at);
    else if (!is_sound(w, &id, whole))
        verify_differs(v, path, "the block at byte %" PRIu64 " is not as its sensor made it",
                       w->at);
    else if (w->at > 0 && w->end > id.offset)
        verify_differs(v, path, "the block at byte %" PRIu64 " is there a second time", w->at);
    else {
        bool gap = w->n > 1 && w->end < id.offset; /* behind its header it may be a later part */

        if (gap)
            tell_gap(v, w, path, id.offset - w->end);
        w->n++;
        w->file = id.file;
        w->end = id.offset + id.size;
        w->at += whole;
        w->gaps |= gap;
        return true;
    }
    return false;
}

static bool
verify_blocks(struct verify *v, const char *path)
{
    struct walk w = { .fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC),
                      .grows = our_file_is_part(path) };
    off_t size = w.fd < 0 ? -1 : lseek(w.fd, 0, SEEK_END);
    bool fine = size >= 0;

    if (!fine)
        verify_differs(v, path, "%s", strerror(errno));
    w.member = need(1, MARKED_MOST);
    w.raw = need(1, BLOCK_RAW_MOST + 1);
    while (fine && w.at < (uint64_t)size)
        fine = step(v, &w, path, (uint64_t)size);
    free(w.member);
    free(w.raw);
    if (w.fd >= 0)
        close(w.fd);
    return fine && !w.gaps;
}

const struct verify_kind verify_collected = {
    .is = is_collected,
    .verify = verify_blocks,
    .fine = "collected; each block is as its sensor made it, by the SHA-256 in it. What the run "
            "was is in the run.json of the sensor",
};
