/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/store_find.h"

#include "base/memory.h"
#include "base/our_file.h"
#include "exchange/member.h"
#include "exchange/unpacking.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A power cut may leave anything of what was not synchronised; that is never more. */
#define TAIL ((uint64_t)16 << 20)

enum { SCAN = 64 << 10, GZIP_FIRST = 0x1f, ASIDE_MOST = 100 };

Types__Header *
store_find_header(const char *path)
{
    struct block_work *work = block_work_new();
    Types__Header *header = NULL;
    struct block_reader file;

    if (block_reader_open(&file, path)) {
        if (block_reader_begin(&file, work) == BLOCKS_ONE) {
            header = file.parsed;
            file.parsed = NULL;
        }
        block_reader_close(&file);
    }
    block_work_free(work);
    return header;
}

/* A file as its members say it is. */
struct walk {
    int fd;
    bool closed; /* it is no .part */
    const struct file_id *id;
    uint64_t size;  /* of the file */
    uint64_t at;    /* where the next member begins */
    uint64_t end;   /* of the messages */
    struct block_id last; /* the last block; size 0: there is none */
    uint64_t header;      /* bytes of the first member */
    uint64_t check; /* from there on members are looked into */
    uint8_t *member, *raw;
};

/* Whether what stands there is a member of that file; it may be more than there is. */
static bool
read_mark(const struct walk *walk, struct block_id *id, uint32_t *whole)
{
    uint8_t mark[MEMBER_MARKED];

    return unpacking_read(walk->fd, walk->at, mark, sizeof mark) == sizeof mark &&
           member_read_mark(mark, id, whole) && file_id_same(&id->file, walk->id) &&
           *whole <= walk->size - walk->at && id->offset >= walk->end;
}

/* Headers may be longer than blocks. */
static bool
is_sound(const struct walk *walk, const struct block_id *id, uint32_t whole)
{
    size_t plain = whole - MEMBER_MARKED + MEMBER_PLAIN;
    uint8_t *at = walk->member + MEMBER_MARKED - MEMBER_PLAIN;
    struct block_id same;

    if (walk->at < walk->check || id->size > BLOCK_RAW_MOST || whole > MEMBER_MOST)
        return true;
    if (unpacking_read(walk->fd, walk->at, walk->member, whole) != whole)
        return false;
    member_unmark(at);
    if (!member_unpack(at, plain, walk->raw, id->size))
        return false;
    same = block_id_of(&id->file, id->offset, walk->raw, id->size);
    return block_id_same(&same, id);
}

/* Where from there on another member of the file begins; 0: nowhere. */
static uint64_t
next_member(const struct walk *walk, uint64_t at)
{
    uint8_t bytes[SCAN + MEMBER_MARKED];
    struct block_id id;
    uint32_t whole;
    size_t got;

    for (; (got = unpacking_read(walk->fd, at, bytes, sizeof bytes)) >= MEMBER_MARKED; at += SCAN)
        for (size_t i = 0; i < SCAN && i + MEMBER_MARKED <= got; i++)
            if (bytes[i] == GZIP_FIRST && member_read_mark(bytes + i, &id, &whole) &&
                file_id_same(&id.file, walk->id))
                return at + i;
    return 0;
}

/* What is closed stays as it is: there what is damaged is passed over. */
static bool
goes_on(struct walk *walk, struct block_id *id, uint32_t *whole)
{
    while (!read_mark(walk, id, whole)) {
        uint64_t next = walk->closed ? next_member(walk, walk->at + 1) : 0;

        if (!next)
            return false;
        walk->at = next;
    }
    return walk->closed || is_sound(walk, id, *whole);
}

static void
step_through(struct walk *walk)
{
    struct block_id id;
    uint32_t whole;

    walk->at = walk->end = 0;
    walk->last.size = 0;
    while (goes_on(walk, &id, &whole)) {
        walk->end = id.offset + id.size;
        walk->at += whole;
        if (id.offset > 0)
            walk->last = id;
        else
            walk->header = whole;
    }
}

static bool
is_of_file(int fd, const struct file_id *id)
{
    struct walk walk = { .fd = fd, .id = id, .size = UINT64_MAX };
    struct block_id first;
    uint32_t whole;

    return read_mark(&walk, &first, &whole) && first.offset == 0;
}

/* Whether these are the first bytes of a file of this id, and a kill left no more of it: of what
 * anybody else put there nothing is removed. */
static bool
is_begun(const struct walk *walk)
{
    const struct block_id first = { .file = *walk->id };
    uint8_t mark[MEMBER_MARKED], there[MEMBER_BEGUN];
    size_t size = unpacking_read(walk->fd, 0, there, sizeof there);

    member_mark(mark, &first, 0);
    return walk->size < MEMBER_MARKED && memcmp(there, mark, size) == 0;
}

static bool
copy(int from, uint64_t at, uint64_t end, int to)
{
    uint8_t bytes[SCAN];

    while (at < end) {
        size_t size = end - at < sizeof bytes ? (size_t)(end - at) : sizeof bytes;

        size = unpacking_read(from, at, bytes, size);
        if (!size || write(to, bytes, size) != (ssize_t)size) {
            errno = size ? ENOSPC : EIO;
            return false;
        }
        at += size;
    }
    return true;
}

/* A new file beside it, whose name nobody takes for that of records; -1. */
static int
create_aside(const struct store_sensor *sensor, const char *part, char **name)
{
    char *whole = our_file_whole(part);
    int fd = -1;

    for (unsigned n = 1; fd < 0 && n < ASIDE_MOST; n++) {
        *name = n == 1 ? need_text("%s.damaged", whole) : need_text("%s.damaged-%u", whole, n);
        fd = openat(sensor->folder.fd, *name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                    sensor->folder.file_mode);
        if (fd >= 0)
            break;
        free(*name);
        *name = NULL;
        if (errno != EEXIST)
            break;
    }
    free(whole);
    return fd;
}

/* What is behind damage may be all that there is of it anywhere: it gets a file with the same
 * header, of which others can be made. */
static bool
put_aside(const struct store_sensor *sensor, const char *part, const struct walk *walk)
{
    char *name = NULL;
    int fd = create_aside(sensor, part, &name);
    bool done = fd >= 0 && copy(walk->fd, 0, walk->at ? walk->header : 0, fd) &&
                copy(walk->fd, walk->at, walk->size, fd) && disk_sync(fd) &&
                out_folder_sync(&sensor->folder);

    if (done)
        say_error("%s/%s: is damaged at byte %" PRIu64 " of %" PRIu64 ": what stands from there on "
                  "is put aside as %s, of which 'netcap check --repair' makes a file",
                  sensor->path, part, walk->at, walk->size, name);
    else if (fd >= 0)
        unlinkat(sensor->folder.fd, name, 0);
    if (fd >= 0)
        close(fd);
    free(name);
    return done;
}

/* One that grows is cut where it is not whole; of one that was killed when it was made nothing is
 * left. */
static bool
cut(const struct store_sensor *sensor, const char *name, const struct walk *walk)
{
    if (walk->at < walk->size && next_member(walk, walk->at + 1)) {
        if (!put_aside(sensor, name, walk))
            return false;
    } else if (walk->at < walk->size) {
        say_error("%s/%s: the last %" PRIu64 " of %" PRIu64 " bytes are no whole block, as a kill "
                  "leaves them: they are cut off",
                  sensor->path, name, walk->size - walk->at, walk->size);
    }
    if (walk->at == 0)
        return unlinkat(sensor->folder.fd, name, 0) == 0;
    return (walk->at == walk->size || ftruncate(walk->fd, (off_t)walk->at) == 0) &&
           disk_sync(walk->fd); /* it is said to be on disk */
}

static void
take(struct store_found *found, const struct walk *walk, const char *name)
{
    if (walk->end > found->end || (walk->end == found->end && !found->last.size)) {
        found->end = walk->end;
        found->last = walk->last;
    }
    if (walk->at == 0 || !our_file_is_part(name) || walk->end < found->end)
        return;
    free(found->name);
    found->name = need_copy(name);
    found->size = walk->at;
}

static bool
measure(const struct store_sensor *sensor, const char *name, struct walk *walk,
        struct store_found *found)
{
    bool part = our_file_is_part(name);

    walk->closed = !part;
    walk->check = !part ? UINT64_MAX : walk->size > TAIL ? walk->size - TAIL : 0;
    walk->member = need(1, MEMBER_MOST);
    walk->raw = need(1, BLOCK_RAW_MOST + 1);
    step_through(walk);
    take(found, walk, name);
    free(walk->member);
    free(walk->raw);
    return !part || cut(sensor, name, walk);
}

static void
see_set(struct store_found *found, const char *name)
{
    struct set_name set;

    if (set_name_read(name, &set, NULL) && set_name_compare(&set, &found->newest) > 0)
        found->newest = set;
}

static bool
look_into(const struct store_sensor *sensor, const char *name, const struct file_id *id,
          struct store_found *found)
{
    bool part = our_file_is_part(name), done = true;
    int fd = openat(sensor->folder.fd, name,
                    (part ? O_RDWR : O_RDONLY) | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    struct walk walk = { .fd = fd, .id = id };
    struct stat about;

    if (fd < 0)
        return true;
    if (fstat(fd, &about) == 0 && S_ISREG(about.st_mode)) {
        walk.size = (uint64_t)about.st_size;
        if (is_of_file(fd, id)) {
            done = measure(sensor, name, &walk, found);
            if (walk.at > 0) /* else nothing of it is left */
                see_set(found, name);
        } else if (part && is_begun(&walk))
            done = cut(sensor, name, &walk);
    }
    close(fd);
    return done;
}

/* "TYPE-TIME.ncap.gz", which may be .part. */
static bool
is_of_type(const char *name, const char *type)
{
    struct set_name set;
    size_t stem;

    return our_file(name) == OUR_RECORDS && set_name_read(name, &set, &stem) &&
           stem == strlen(type) && memcmp(name, type, stem) == 0 && strstr(name, ".ncap.gz");
}

bool
store_find(const struct store_sensor *sensor, const char *type, const struct file_id *id,
           struct store_found *found)
{
    struct folder_names all = out_folder_names(&sensor->folder);
    bool done = !all.unknown;

    *found = (struct store_found){ .name = NULL };
    for (size_t i = 0; i < all.n && done; i++)
        if (is_of_type(all.names[i], type))
            done = look_into(sensor, all.names[i], id, found);
    folder_names_free(&all);
    return done;
}
