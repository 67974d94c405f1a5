/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/block_reader.h"

#include "base/compress.h"
#include "base/memory.h"
#include "base/wire.h"
#include "exchange/block_marks.h"
#include "exchange/block_work.h"
#include "exchange/member.h"
#include "exchange/unpacking.h"
#include "netcap.pb-c.h"
#include "records/headers.h"
#include "source/codec.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A length beyond is no record's: see records/record_file.c. */
#define LENGTH_MOST (UINT64_C(64) << 20)

struct block_work *
block_work_new(void)
{
    struct block_work *work = need(1, sizeof *work);

    unpacking_init(&work->in);
    return work;
}

void
block_work_free(struct block_work *work)
{
    unpacking_free(&work->in);
    free(work->member);
    free(work);
}

bool
block_reader_open(struct block_reader *file, const char *path)
{
    *file = (struct block_reader){ .seen = UINT64_MAX };
    file->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file->fd < 0)
        return false;
    file->path = need_copy(path);
    return true;
}

void
block_reader_close(struct block_reader *file)
{
    if (file->fd >= 0)
        close(file->fd);
    free(file->path);
    free(file->header);
    headers_free(file->parsed);
}

/* Begins where the last whole block ended. */
static void
begin_again(struct block_reader *file, struct block_work *work)
{
    work->of = file;
    unpacking_begin(&work->in, file->fd, file->codec, file->raw, file->done - file->base);
}

/* So many bytes of messages are given out: where reading goes on. */
static void
advance(struct block_reader *file, struct block_work *work, size_t size)
{
    struct unpacking *in = &work->in;

    in->given += size;
    file->done += size;
    if (!file->codec) {
        file->raw = file->base = file->done;
    } else if (in->boundary && in->given == in->used) {
        file->raw = unpacking_taken(in);
        file->base = file->done;
    }
}

/* Nothing more that is whole. */
static enum block_result
nothing_more(struct block_reader *file, struct block_work *work)
{
    const struct unpacking *in = &work->in;
    struct stat about;

    file->cut = in->used > in->given || (file->codec && !in->fresh);
    file->seen = fstat(file->fd, &about) == 0 && unpacking_taken(in) == (uint64_t)about.st_size
                     ? (uint64_t)about.st_size
                     : UINT64_MAX;
    work->of = NULL;
    return file->cut ? BLOCKS_CUT : BLOCKS_NONE;
}

static const enum block_result results[] = {
    [UNPACKING_SOME] = BLOCKS_ONE,
    [UNPACKING_END] = BLOCKS_NONE,
    [UNPACKING_DAMAGED] = BLOCKS_DAMAGED,
};

static bool
is_as_seen(const struct block_reader *file)
{
    struct stat about;

    return fstat(file->fd, &about) == 0 && (uint64_t)about.st_size == file->seen;
}

/* The message at a place of the output: how long it is with its length; 0: that is not there yet;
 * -1: it is none. */
static int64_t
message_size(const struct block_work *work, size_t at)
{
    struct wire wire = { work->in.output + at, work->in.output + work->in.used };
    size_t left = wire_left(&wire);
    uint64_t length;

    if (!wire_varint(&wire, &length))
        return left < WIRE_VARINT_MAX ? 0 : -1;
    if (length > LENGTH_MOST)
        return -1;
    return (int64_t)(length + (left - wire_left(&wire)));
}

static enum block_result
sniff(struct block_reader *file, struct block_work *work)
{
    static const struct codec *const codecs[] = { &codec_gzip, &codec_zstd, &codec_xz, &codec_lz4 };
    uint8_t magic[CODEC_MAGIC_MAX];
    size_t size = unpacking_read(file->fd, 0, magic, sizeof magic);

    if (size < sizeof magic)
        return BLOCKS_NONE;
    file->codec = NULL;
    for (size_t i = 0; i < sizeof codecs / sizeof *codecs; i++)
        if (memcmp(magic, codecs[i]->magic, codecs[i]->magic_length) == 0)
            file->codec = codecs[i];
    file->done = file->raw = file->base = 0;
    begin_again(file, work);
    return BLOCKS_ONE;
}

static enum block_result
take_header(struct block_reader *file, struct block_work *work, size_t whole)
{
    struct wire wire = { work->in.output, work->in.output + whole }, inside;
    struct outlet_file *about = &file->about;

    if (!wire_inside(&wire, &inside))
        return BLOCKS_DAMAGED;
    about->header_size = wire_left(&inside);
    file->parsed = headers_read(inside.at, about->header_size);
    if (!file->parsed || !type_name(file->parsed, file->type))
        return BLOCKS_DAMAGED;
    file->header = need(1, about->header_size);
    memcpy(file->header, inside.at, about->header_size);
    about->header = file->header;
    about->id = file_id_of(about->header, about->header_size);
    about->type = file->type;
    about->number = (int32_t)file->parsed->type;
    about->schema = file->parsed->schema.len ? file->parsed->schema.data : NULL;
    about->schema_size = file->parsed->schema.len;
    about->payloads = file->parsed->containspayloads;
    file->known = true;
    advance(file, work, whole);
    return BLOCKS_ONE;
}

enum block_result
block_reader_begin(struct block_reader *file, struct block_work *work)
{
    enum block_result result;
    int64_t whole = 0;

    if (is_as_seen(file))
        return BLOCKS_NONE;
    result = sniff(file, work);
    while (result == BLOCKS_ONE && (whole == 0 || (uint64_t)whole > work->in.used)) {
        result = results[unpacking_more(&work->in)];
        whole = message_size(work, 0);
        if (whole < 0 || whole > FILE_HEADER_MOST)
            result = BLOCKS_DAMAGED;
    }
    if (result == BLOCKS_ONE)
        result = take_header(file, work, (size_t)whole);
    if (result == BLOCKS_ONE)
        block_marks_key(file);
    if (result == BLOCKS_ONE || result == BLOCKS_DAMAGED)
        return result;
    return result == BLOCKS_NONE ? nothing_more(file, work) : result;
}

void
block_reader_forget(struct block_work *work, const struct block_reader *file)
{
    if (work->of == file)
        work->of = NULL;
}

void
block_reader_move(struct block_reader *file, struct block_work *work, struct block_reader *to)
{
    int fd = file->fd;

    file->fd = to->fd;
    to->fd = fd;
    file->seen = UINT64_MAX;
    block_reader_forget(work, file);
}

void
block_reader_go_on(struct block_reader *file, uint64_t done, uint64_t raw, uint64_t base)
{
    file->done = done;
    file->raw = raw;
    file->base = base;
    if (!file->codec)
        file->raw = file->base = done;
    file->seen = UINT64_MAX;
}

/* How many of the records that are there make a block; `full`: no more will. */
struct cut {
    size_t size;
    uint32_t count;
    bool full;
    bool damaged;
    uint64_t too_long; /* the first record, which no block can have; 0: it can */
};

static void
find_cut(const struct block_work *work, struct cut *cut)
{
    size_t begin = work->in.given;

    for (;;) {
        int64_t size = message_size(work, begin + cut->size);
        bool fits = size > 0 && (uint64_t)size <= work->in.used - begin - cut->size;

        cut->damaged = size < 0;
        if (size > BLOCK_RAW_MOST && cut->size == 0)
            cut->too_long = (uint64_t)size;
        cut->full = cut->size > 0 && size > 0 && cut->size + (uint64_t)size > BLOCK_WANTED;
        if (!fits || cut->full || cut->too_long)
            return;
        cut->size += (size_t)size;
        cut->count++;
    }
}

/* Passes over a record that no block can have. */
static void
pass_over(struct block_reader *file, struct block_work *work, uint64_t size)
{
    struct unpacking *in = &work->in;
    uint64_t there = in->used - in->given, now = size < there ? size : there;

    file->too_long++;
    in->skip += size - now;
    advance(file, work, (size_t)now);
    file->done += size - now;
}

/* The member as it stands in the file, but for the fields that it may begin with. */
static size_t
copy_member(const struct block_reader *file, struct block_work *work, uint64_t at, size_t size)
{
    size_t head;

    if (size > work->member_size ||
        unpacking_read(file->fd, at, work->member, size) != size ||
        !(head = member_head(work->member, size)))
        return 0;
    memmove(work->member + MEMBER_PLAIN, work->member + head, size - head);
    member_unmark(work->member);
    return size - head + MEMBER_PLAIN;
}

static size_t
make_member(struct block_reader *file, struct block_work *work, const struct outlet_block *block,
            bool is_member)
{
    uint64_t at = work->in.member_at, size = unpacking_taken(&work->in) - at;
    size_t made = 0;

    if (!work->member) {
        work->member_size = MEMBER_MOST;
        work->member = need(1, work->member_size);
    }
    if (is_member && size <= work->member_size)
        made = copy_member(file, work, at, (size_t)size);
    return made ? made
                : compress_block(block->records, block->id.size, work->member, work->member_size);
}

static enum block_result
give(struct block_reader *file, struct block_work *work, const struct cut *cut, bool member,
     struct outlet_block *block)
{
    const struct unpacking *in = &work->in;
    const uint8_t *records = in->output + in->given;
    bool is_member = file->codec == &codec_gzip && in->boundary && in->given == 0 &&
                     cut->size == in->used && file->raw == in->member_at &&
                     file->base == file->done;

    *block = (struct outlet_block){
        .id = block_id_of(&file->about.id, file->done, records, cut->size),
        .id_text = work->id_text,
        .records = records,
        .count = cut->count,
    };
    block_id_text(&block->id, work->id_text);
    if (member) {
        block->member_size = make_member(file, work, block, is_member);
        block->member = work->member;
    }
    advance(file, work, cut->size);
    return member && !block->member_size ? BLOCKS_DAMAGED : BLOCKS_ONE;
}

static enum block_result
damaged(struct block_work *work)
{
    work->of = NULL;
    return BLOCKS_DAMAGED;
}

/* Whether a member begins where reading is; one without records is behind it then. */
static bool
at_member(struct block_reader *file, struct block_work *work)
{
    const struct unpacking *in = &work->in;

    if (in->boundary && in->given == in->used)
        advance(file, work, 0);
    return in->given == in->used && in->skip == 0 && file->raw == unpacking_taken(in);
}

enum block_result
block_reader_next(struct block_reader *file, struct block_work *work, bool member,
                  struct outlet_block *block)
{
    struct cut cut = { 0 };

    if (work->of != file) {
        if (is_as_seen(file))
            return file->cut ? BLOCKS_CUT : BLOCKS_NONE;
        begin_again(file, work);
    }
    for (;;) {
        enum block_result more;

        find_cut(work, &cut);
        if (cut.full || (cut.size && (work->in.boundary || cut.damaged)))
            return give(file, work, &cut, member, block);
        if (cut.damaged)
            return damaged(work);
        if (cut.too_long) {
            pass_over(file, work, cut.too_long);
            cut = (struct cut){ 0 };
            continue;
        }
        if (at_member(file, work) && !block_marks_take(file))
            return nothing_more(file, work);
        more = results[unpacking_more(&work->in)];
        if (more == BLOCKS_DAMAGED)
            return damaged(work);
        if (more == BLOCKS_NONE && cut.size && !file->codec)
            return give(file, work, &cut, member, block);
        if (more == BLOCKS_NONE)
            return nothing_more(file, work);
    }
}
