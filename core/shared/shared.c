/* SPDX-License-Identifier: Apache-2.0 */
#include "shared/shared.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 8U
#endif
#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x10
#endif

enum { PAGE = 4096, STATE_KEPT = 2 << 20 };

/* A part of the memory that steers: where it lies here and in the descriptor. */
struct part {
    void *at;
    size_t size;
    uint64_t offset;
};

static size_t
whole_pages(size_t size)
{
    return (size + PAGE - 1) & ~(size_t)(PAGE - 1);
}

static uint32_t
blocks_for(uint32_t formats)
{
    return formats ? formats * PLUGINS_MAX + BLOCKS_ON_WAY : 0;
}

static size_t
raw_size(struct block_sizes sizes)
{
    return blocks_for(sizes.large) * (size_t)LARGE_RAW +
           blocks_for(sizes.small) * (size_t)RECORD_MAX;
}

static size_t
packed_size(struct block_sizes sizes)
{
    return blocks_for(sizes.large) * (size_t)LARGE_PACKED +
           blocks_for(sizes.small) * (size_t)BLOCK_PACKED;
}

static struct block_sizes
sizes_of(const struct shared *s)
{
    return (struct block_sizes){ s->n_blocks > s->n_large
                                     ? (s->n_blocks - s->n_large - BLOCKS_ON_WAY) / PLUGINS_MAX
                                     : 0,
                                 s->n_large ? (s->n_large - BLOCKS_ON_WAY) / PLUGINS_MAX : 0 };
}

/* The first is struct shared itself, the second are the blocks, then comes one for each batch. */
static struct part
part_of(struct shared *s, uint32_t i)
{
    const size_t head = whole_pages(sizeof *s);
    const size_t blocks = whole_pages(raw_size(sizes_of(s)));
    const size_t batch = offsetof(struct batch, rooms);

    if (i == 0)
        return (struct part){ s, head, 0 };
    if (i == 1)
        return (struct part){ s->raw, blocks, head };
    return (struct part){ &s->batches[i - 2], batch, head + blocks + (i - 2) * (uint64_t)batch };
}

static void *
map(size_t size, int protection)
{
    void *p = mmap(NULL, size, protection, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    /* cppcheck-suppress memleak; kept for good */
    return p == MAP_FAILED ? NULL : p;
}

static bool
map_part(const struct part *p, int fd, int protection)
{
    int flags = MAP_SHARED | MAP_FIXED | (fd < 0 ? MAP_ANONYMOUS | MAP_NORESERVE : 0);
    void *at = mmap(p->at, p->size, protection, flags, fd, fd < 0 ? 0 : (off_t)p->offset);

    /* cppcheck-suppress memleak; kept for good */
    return at != MAP_FAILED;
}

/* A descriptor of memory of this size; executable by nobody, where the system knows that.  -1 when
 * a limit on the size of files is in the way: there is memory that has no descriptor. */
static int
open_steering(size_t size)
{
    int fd = memfd_create("netcap", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);

    if (fd < 0 && errno == EINVAL)
        fd = memfd_create("netcap", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd >= 0 && ftruncate(fd, (off_t)size)) {
        close(fd);
        fd = -1;
    }
    return fd;
}

/* Maps what steers where room was kept for it, then sees to it that nobody else will map it to
 * write, nor change its size. */
static bool
map_steering(struct shared *s, int fd)
{
    for (uint32_t i = 1; i < 2 + s->n_batches; i++) {
        struct part p = part_of(s, i);

        if (!map_part(&p, fd, PROT_READ | PROT_WRITE))
            return false;
    }
    return fd < 0 || fcntl(fd, F_ADD_SEALS,
                           F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE | F_SEAL_SEAL) == 0;
}

/* Of all parts. */
static size_t
steering_size(uint32_t n_batches, struct block_sizes sizes)
{
    return whole_pages(sizeof(struct shared)) + whole_pages(raw_size(sizes)) +
           n_batches * offsetof(struct batch, rooms);
}

uint64_t
shared_wants(uint32_t n_batches, struct block_sizes sizes)
{
    return whole_pages(sizeof(struct shared)) + n_batches * (uint64_t)sizeof(struct batch) +
           raw_size(sizes) + packed_size(sizes) + sizeof(struct replies) + 2 * STATE_LEAST;
}

/* Whether there is room for that much, and for as much again of whatever follows. */
static bool
fits_twice(uint64_t size)
{
    void *p = map(2 * size, PROT_NONE);

    return p && munmap(p, 2 * size) == 0;
}

/* The more room there is the more stays free, besides: what works with less works with more. */
static uint64_t
state_that_fits(void)
{
    uint64_t fits = 0, beyond = STATE_MAX + STATE_STEP;

    if (fits_twice(STATE_MAX))
        return STATE_MAX;
    while (beyond - fits > STATE_STEP) {
        uint64_t middle = fits + (beyond - fits) / 2 / STATE_STEP * STATE_STEP;

        if (fits_twice(middle))
            fits = middle;
        else
            beyond = middle;
    }
    return fits;
}

/* Comes last, when it is known what the system leaves of what it lets a process map. */
static bool
map_state(struct shared *s)
{
    s->state_size = state_that_fits();
    if (s->state_size >= STATE_LEAST)
        s->state = map(s->state_size, PROT_NONE);
    return s->state != NULL;
}

static void
lay_out_blocks(struct shared *s)
{
    uint8_t *raw = s->raw, *packed = s->packed;

    for (uint32_t i = 0; i < s->n_blocks; i++) {
        bool large = i < s->n_large;

        s->blocks[i] = (struct block){ .raw = raw,
                                       .raw_size = large ? LARGE_RAW : RECORD_MAX,
                                       .packed_size = large ? LARGE_PACKED : BLOCK_PACKED,
                                       .packed = packed };
        raw += s->blocks[i].raw_size;
        packed += s->blocks[i].packed_size;
    }
}

struct shared *
shared_create(uint32_t n_batches, struct block_sizes sizes)
{
    const size_t size = whole_pages(sizeof(struct shared));
    int fd = open_steering(steering_size(n_batches, sizes));
    struct shared *s =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | (fd < 0 ? MAP_ANONYMOUS : 0), fd, 0);

    if (s == MAP_FAILED)
        return NULL;
    s->steering = fd;
    s->state_fd = -1;
    s->n_batches = n_batches;
    s->n_stages = 1;
    s->n_large = blocks_for(sizes.large);
    s->n_blocks = s->n_large + blocks_for(sizes.small);
    s->batches = map(n_batches * sizeof *s->batches, PROT_READ | PROT_WRITE);
    s->raw = map(raw_size(sizes), PROT_NONE);
    s->packed = map(packed_size(sizes), PROT_READ | PROT_WRITE);
    s->replies = map(sizeof *s->replies, PROT_READ | PROT_WRITE);
    if (!s->batches || !s->raw || !s->packed || !s->replies || !map_steering(s, fd) ||
        !map_state(s))
        return NULL;
    lay_out_blocks(s);
    return s;
}

bool
shared_give_up_steering(struct shared *s)
{
    int fd = s->steering;

    for (uint32_t i = 0; i < 2 + s->n_batches; i++) {
        struct part p = part_of(s, i);

        if (fd < 0 ? mprotect(p.at, p.size, PROT_READ) != 0 : !map_part(&p, fd, PROT_READ))
            return false;
    }
    return fd < 0 || close(fd) == 0;
}

void
shared_keep_state(struct shared *s)
{
    int fd = open_steering(s->state_size);

    /* cppcheck-suppress leakReturnValNotUsed; kept for good */
    if (fd >= 0 && mmap(s->state, s->state_size, PROT_NONE, MAP_SHARED | MAP_FIXED | MAP_NORESERVE,
                        fd, 0) == MAP_FAILED) {
        close(fd);
        fd = -1;
    }
    s->state_fd = fd;
}

/* What a stage was given of the state: its journal, and what it keeps. */
static struct part
part_of_stage(const struct shared *s, uint32_t i)
{
    const struct stage *stage = &s->stages[i];
    uint8_t *begin = (uint8_t *)stage->undo;

    if (!stage->state)
        return (struct part){ NULL, 0, 0 };
    return (struct part){ begin, (size_t)((uint8_t *)stage->state + stage->size - begin),
                          (uint64_t)(begin - s->state) };
}

/* Zeroes what there is of a part, if that is little; false when it is not done. */
static bool
zero_part(const struct shared *s, const struct part *p, uint64_t *zeroed)
{
    const off_t end = (off_t)(p->offset + p->size);
    off_t from = 0, upto = (off_t)p->offset;

    while (upto < end && (from = lseek(s->state_fd, upto, SEEK_DATA)) >= 0 && from < end) {
        upto = lseek(s->state_fd, from, SEEK_HOLE);
        if (upto < from)
            return false;
        upto = upto < end ? upto : end;
        *zeroed += (uint64_t)(upto - from);
        if (*zeroed > STATE_KEPT)
            return false;
        memset(s->state + from, 0, (size_t)(upto - from));
    }
    return upto >= end || from >= 0 || errno == ENXIO;
}

/* Given back, memory is zeros again. */
bool
shared_begin_anew(struct shared *s)
{
    uint64_t zeroed = 0;

    for (uint32_t i = 0; i < STAGES_MAX; i++) {
        struct part p = part_of_stage(s, i);

        if (p.size && !(s->state_fd >= 0 && zero_part(s, &p, &zeroed)) &&
            madvise(p.at, p.size, MADV_REMOVE))
            return false;
    }
    s->n_stages = 1;
    for (size_t i = 0; i < PLUGINS_MAX; i++)
        atomic_store(&s->off[i], 0);
    return true;
}

/* The first part goes last: it says where the others are. */
void
shared_forget(struct shared *s)
{
    munmap(s->batches, s->n_batches * sizeof *s->batches);
    munmap(s->raw, raw_size(sizes_of(s)));
    munmap(s->packed, packed_size(sizes_of(s)));
    munmap(s->replies, sizeof *s->replies);
    munmap(s->state, s->state_size);
    munmap(s, whole_pages(sizeof *s));
}

void
shared_dismiss(struct shared *s)
{
    if (s->steering >= 0)
        close(s->steering);
    if (s->state_fd >= 0)
        close(s->state_fd);
    shared_forget(s);
}

bool
shared_open_stage(const struct stage *stage)
{
    uint8_t *begin = (uint8_t *)stage->undo, *end = (uint8_t *)stage->state + stage->size;

    return mprotect(begin, (size_t)(end - begin), PROT_READ | PROT_WRITE) == 0;
}

bool
shared_open_state(struct shared *s)
{
    for (uint32_t i = 0; i < STAGES_MAX; i++)
        if (s->stages[i].state && !shared_open_stage(&s->stages[i]))
            return false;
    return true;
}

bool
shared_keep_mailbox(struct shared *s, uint32_t worker)
{
    struct mailbox *all = s->replies->mailboxes, *own = &all[worker];

    return mprotect(all, WORKERS_MAX * sizeof *all, PROT_READ) == 0 &&
           mprotect(own, sizeof *own, PROT_READ | PROT_WRITE) == 0;
}
