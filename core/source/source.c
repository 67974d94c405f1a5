/* SPDX-License-Identifier: Apache-2.0 */
#include "source/source.h"

#include "source/codec.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER_SIZE ((size_t)256 << 10)

static const struct codec *const codecs[] = { &codec_gzip, &codec_zstd, &codec_xz, &codec_lz4 };

struct source {
    int fd;
    bool may_wait; /* not a regular file */
    bool sniffed, ended;
    bool grows; /* its end is not the end */
    bool sums;
    struct digest digest;      /* of what was read, if so */
    bool boundary;             /* between two members: the file may end here */
    bool more;                 /* the codec may hold output that did not fit */
    uint64_t member, open;     /* where that begins that was read last; bytes given of it */
    const struct codec *codec; /* NULL: bytes as they are */
    void *state;
    uint8_t *buffer; /* of the file: the first bytes, later what is to be decompressed */
    size_t start, end;
    uint64_t read, unpacked;
    uint64_t most, ratio; /* of what is unpacked; 0: no limit */
    char damage[200];
};

/* False with errno set: nothing can be said of what was opened. */
static bool
prepare(struct source *s)
{
    struct stat about;

    if (fstat(s->fd, &about) != 0)
        return false;
    s->may_wait = !S_ISREG(about.st_mode);
    (void)posix_fadvise(s->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    return true;
}

struct source *
source_open(const char *path)
{
    struct source *s = calloc(1, sizeof *s);

    if (!s)
        return NULL;
    /* A named pipe without a writer is waited for where waiting can be ended. */
    s->fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO)
                                   : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    s->buffer = s->fd < 0 ? NULL : malloc(BUFFER_SIZE);
    if (!s->buffer || !prepare(s)) {
        int error = errno;

        source_close(s);
        errno = error;
        return NULL;
    }
    return s;
}

void
source_close(struct source *s)
{
    if (!s)
        return;
    if (s->state)
        s->codec->stop(s->state);
    if (s->fd >= 0)
        close(s->fd);
    free(s->buffer);
    free(s);
}

void
source_limit(struct source *s, uint64_t bytes, uint64_t ratio)
{
    s->most = bytes;
    s->ratio = ratio;
}

void
source_sum(struct source *s)
{
    s->sums = true;
    digest_begin(&s->digest);
}

void
source_follow(struct source *s, bool grows)
{
    s->grows = grows;
}

static ssize_t
damaged(struct source *s, const char *why)
{
    snprintf(s->damage, sizeof s->damage, "at byte %" PRIu64 " of the %s%sfile: %s",
             source_position(s), s->codec ? s->codec->name : "", s->codec ? " " : "", why);
    return -1;
}

static void
damage_by_limit(struct source *s, bool by_ratio)
{
    char why[96];

    if (by_ratio)
        snprintf(why, sizeof why,
                 "it unpacks to more than %" PRIu64 " times its size (unpack_ratio)", s->ratio);
    else
        snprintf(why, sizeof why, "it unpacks to more than %" PRIu64 " bytes (unpack_max)",
                 s->most);
    damaged(s, why);
}

/* How many of the bytes just unpacked are within the limits; what goes beyond is damage. */
static size_t
within_limits(struct source *s, size_t n)
{
    uint64_t taken = source_position(s), by_ratio = UINT64_MAX, allowed, over;

    if (taken < SOURCE_RATIO_FROM)
        taken = SOURCE_RATIO_FROM;
    if (s->ratio && taken <= UINT64_MAX / s->ratio)
        by_ratio = taken * s->ratio;
    allowed = s->most && s->most <= by_ratio ? s->most : by_ratio;
    s->unpacked += n;
    if (s->unpacked <= allowed)
        return n;
    over = s->unpacked - allowed;
    if (!*s->damage)
        damage_by_limit(s, allowed != s->most);
    return over < n ? n - (size_t)over : 0;
}

/* Whether there is something to read, an end or a failure included; a signal ends the wait. */
static bool
ready(const struct source *s, int wait_ms)
{
    struct pollfd fd = { .fd = s->fd, .events = POLLIN };
    int n = s->may_wait ? poll(&fd, 1, wait_ms) : 1;

    return n > 0 || (n < 0 && errno != EINTR);
}

static ssize_t
read_file(struct source *s, void *to, size_t size, int wait_ms)
{
    ssize_t got;

    if (s->ended)
        return 0;
    do {
        if (!ready(s, wait_ms))
            return SOURCE_WAIT;
        got = read(s->fd, to, size);
    } while (got < 0 && errno == EINTR && !s->may_wait);
    if (got < 0 && (errno == EINTR || errno == EAGAIN))
        return SOURCE_WAIT;
    if (got < 0)
        return damaged(s, strerror(errno));
    if (got == 0 && s->grows)
        return SOURCE_WAIT;
    s->ended = got == 0;
    s->read += (uint64_t)got;
    if (s->sums)
        digest_add(&s->digest, to, (size_t)got);
    return got;
}

/* Waits for as many first bytes as the longest magic number needs, or the end. */
static ssize_t
sniff(struct source *s, int wait_ms)
{
    while (s->end < CODEC_MAGIC_MAX && !s->ended) {
        ssize_t got = read_file(s, s->buffer + s->end, CODEC_MAGIC_MAX - s->end, wait_ms);

        if (got < 0)
            return got;
        s->end += (size_t)got;
    }
    for (size_t i = 0; i < sizeof codecs / sizeof *codecs; i++)
        if (s->end >= codecs[i]->magic_length &&
            memcmp(s->buffer, codecs[i]->magic, codecs[i]->magic_length) == 0)
            s->codec = codecs[i];
    if (s->codec && !(s->state = s->codec->start()))
        return damaged(s, "out of memory");
    s->sniffed = true;
    return 0;
}

static ssize_t
read_plain(struct source *s, uint8_t *to, size_t size, int wait_ms)
{
    size_t held = s->end - s->start;

    if (held == 0)
        return read_file(s, to, size, wait_ms);
    if (held > size)
        held = size;
    memcpy(to, s->buffer + s->start, held);
    s->start += held;
    return (ssize_t)held;
}

static ssize_t
refill(struct source *s, int wait_ms)
{
    ssize_t got = read_file(s, s->buffer, BUFFER_SIZE, wait_ms);

    s->start = 0;
    s->end = got > 0 ? (size_t)got : 0;
    return got;
}

/* Some writers pad compressed files with zeros, to a block of a tape or of xz. */
static void
skip_padding(struct source *s)
{
    while (s->start < s->end && s->buffer[s->start] == 0)
        s->start++;
}

/* One round of the codec: bytes given, 0 when it wants more input, -1 on damage. */
static ssize_t
decompress(struct source *s, uint8_t *to, size_t size)
{
    struct codec_io io = { s->buffer + s->start, s->end - s->start, to, size, NULL };
    enum codec_result result;

    if (s->boundary) {
        s->member = source_position(s);
        s->open = 0;
    }
    result = s->codec->step(s->state, &io);

    size_t taken = s->end - s->start - io.in_left, given = size - io.out_left;

    s->start += taken;
    s->boundary = result == CODEC_BOUNDARY;
    s->more = io.out_left == 0 && !s->boundary;
    if (result == CODEC_DAMAGED)
        damaged(s, io.why);
    else if (taken == 0 && given == 0 && s->start < s->end && !s->boundary)
        damaged(s, "invalid compressed data");
    given = within_limits(s, given);
    s->open += given;
    return given > 0 ? (ssize_t)given : *s->damage ? -1 : 0;
}

/* The input has ended: what the codec still holds, then a clean end or a cut. */
static ssize_t
finish(struct source *s, uint8_t *to, size_t size)
{
    ssize_t given = s->boundary ? 0 : decompress(s, to, size);

    return given == 0 && !s->boundary ? damaged(s, "cut short, the compressed data go on") : given;
}

static ssize_t
read_compressed(struct source *s, uint8_t *to, size_t size, int wait_ms)
{
    ssize_t given = 0;
    size_t taken = 0;

    while (given == 0) {
        if (s->boundary)
            skip_padding(s);
        if (s->start == s->end && !s->more) {
            /* Padding and empty members may go on for as long as the file. */
            ssize_t got = taken >= BUFFER_SIZE ? SOURCE_WAIT : refill(s, wait_ms);

            if (got < 0)
                return got;
            if (got == 0)
                return finish(s, to, size);
            taken += (size_t)got;
            continue;
        }
        given = decompress(s, to, size);
    }
    return given;
}

ssize_t
source_read(struct source *s, void *to, size_t size, int wait_ms)
{
    if (*s->damage)
        return -1;

    ssize_t sniffed = s->sniffed ? 0 : sniff(s, wait_ms);

    if (sniffed < 0)
        return sniffed;
    return s->codec ? read_compressed(s, to, size, wait_ms) : read_plain(s, to, size, wait_ms);
}

const char *
source_digest(struct source *s, char to[DIGEST_TEXT], uint64_t *size)
{
    while (!s->may_wait && !s->ended)
        if (read_file(s, s->buffer, BUFFER_SIZE, 0) < 0)
            return "could not be read to its end";
    *size = s->read;
    digest_text(&s->digest, to);
    return s->may_wait ? "no file that can be read again" : NULL;
}

const char *
source_damage(const struct source *s)
{
    return *s->damage ? s->damage : NULL;
}

const char *
source_compression(const struct source *s)
{
    return s->codec ? s->codec->name : "none";
}

uint64_t
source_position(const struct source *s)
{
    return s->read - (s->end - s->start);
}

uint64_t
source_member(const struct source *s)
{
    return s->member;
}

uint64_t
source_open_bytes(const struct source *s)
{
    return s->boundary ? 0 : s->open;
}

bool
source_resume(struct source *s, uint64_t at)
{
    void *state = s->codec && !s->may_wait ? s->codec->start() : NULL;

    if (!state)
        return false;
    s->codec->stop(s->state);
    s->state = state;
    if (lseek(s->fd, (off_t)at, SEEK_SET) < 0)
        return false;
    s->member = s->read = at;
    s->start = s->end = s->open = 0;
    s->boundary = s->more = s->ended = false;
    *s->damage = '\0';
    return true;
}

size_t
source_peek(const struct source *s, uint64_t at, uint8_t *to, size_t size)
{
    size_t got = 0;

    for (ssize_t n; got < size; got += n > 0 ? (size_t)n : 0) {
        n = pread(s->fd, to + got, size - got, (off_t)(at + got));
        if (n == 0 || (n < 0 && errno != EINTR))
            break;
    }
    return got;
}

bool
source_find(struct source *s, uint64_t from, uint64_t *at)
{
    size_t sought = s->codec ? s->codec->sought : 0;

    if (!s->codec || s->may_wait)
        return false;
    for (size_t size; (size = source_peek(s, from, s->buffer, BUFFER_SIZE)) >= sought;) {
        const uint8_t *found = codec_find(s->codec, s->buffer, size);

        if (found) {
            *at = from + (uint64_t)(found - s->buffer);
            return true;
        }
        from += size - sought + 1;
    }
    return false;
}
