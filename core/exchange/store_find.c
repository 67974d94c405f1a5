/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/store_find.h"

#include "base/memory.h"
#include "base/our_file.h"
#include "exchange/member.h"
#include "exchange/unpacking.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A power cut may leave anything of what was not synchronised; that is never more. */
#define TAIL ((uint64_t)16 << 20)

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
    const struct file_id *id;
    uint64_t size;  /* of the file */
    uint64_t at;    /* where the next member begins */
    uint64_t end;   /* of the messages */
    struct block_id last; /* the last block; size 0: there is none */
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

static void
step_through(struct walk *walk)
{
    struct block_id id;
    uint32_t whole;

    walk->at = walk->end = 0;
    walk->last.size = 0;
    while (read_mark(walk, &id, &whole) && is_sound(walk, &id, whole)) {
        walk->end = id.offset + id.size;
        walk->at += whole;
        if (id.offset > 0)
            walk->last = id;
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

/* One that grows is cut where it is not whole; of one that was killed when it was made nothing is
 * left. */
static bool
cut(const struct store_sensor *sensor, const char *name, const struct walk *walk)
{
    if (walk->at == 0)
        return unlinkat(sensor->folder.fd, name, 0) == 0;
    return (walk->at == walk->size || ftruncate(walk->fd, (off_t)walk->at) == 0) &&
           disk_sync(walk->fd); /* it is said to be on disk */
}

static void
take(struct store_found *found, const struct walk *walk, const char *name)
{
    if (walk->end > found->end) {
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

    walk->check = !part ? UINT64_MAX : walk->size > TAIL ? walk->size - TAIL : 0;
    walk->member = need(1, MEMBER_MOST);
    walk->raw = need(1, BLOCK_RAW_MOST + 1);
    step_through(walk);
    take(found, walk, name);
    free(walk->member);
    free(walk->raw);
    return !part || cut(sensor, name, walk);
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
        if (is_of_file(fd, id))
            done = measure(sensor, name, &walk, found);
        else if (part && walk.size < MEMBER_MARKED)
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
