/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/store_file.h"

#include "base/compress.h"
#include "base/memory.h"
#include "base/our_file.h"
#include "base/wire.h"
#include "exchange/member.h"
#include "exchange/store_find.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Blocks on their way: one at a time. */
static uint8_t raw[BLOCK_RAW_MOST + 1], marked[MEMBER_MOST + MEMBER_MARKED];

static bool
failed(const struct store_file *file, char *why, const char *what)
{
    snprintf(why, STORE_WHY, "%s/%s: %s: %s", file->sensor->name, file->name ? file->name : "",
             what, strerror(errno));
    return false;
}

static bool
wrong(char *why, const char *what)
{
    snprintf(why, STORE_WHY, "%s", what);
    return false;
}

struct store_file *
store_file_of(struct store_sensor *sensor, const struct file_id *id)
{
    struct store_file *file = sensor->files;

    while (file && !file_id_same(&file->id, id))
        file = file->next;
    return file;
}

/* Bytes of the header's message with the length before it. */
static uint64_t
header_end(const struct store_file *file)
{
    return wire_varint_size(file->header_size) + file->header_size;
}

static struct store_file *
new_file(struct store *store, struct store_sensor *sensor, const Types__Header *header)
{
    struct store_file *file = need(1, sizeof *file);

    file->store = store;
    file->sensor = sensor;
    file->fd = -1;
    file->set = store_set_of(sensor, header);
    file->next = sensor->files;
    sensor->files = file;
    sensor->n_files++;
    return file;
}

/* What is on disk of it, from where it goes on. */
static bool
find(struct store_file *file, char *why)
{
    struct store_found found;
    bool done = store_find(file->sensor, file->type, &file->id, &found);

    if (!done)
        failed(file, why, "the files of before cannot be read");
    file->name = found.name;
    file->size = found.size;
    file->end = found.end ? found.end : header_end(file);
    file->last = found.last;
    file->newest = found.newest;
    file->synced = file->end;
    file->synced_size = file->size;
    if (file->name && !file->set->named)
        file->set->named = set_name_read(file->name, &file->set->name, NULL);
    return done;
}

struct store_file *
store_file_open(struct store *store, struct store_sensor *sensor, const uint8_t *header,
                size_t size, void *owner, char *why)
{
    Types__Header *parsed = headers_read(header, size);
    char type[TYPE_NAME_MOST + 1];
    struct store_file *file = NULL;

    if (!parsed || !type_name(parsed, type))
        wrong(why, "a file's header is none");
    else if (sensor->n_files >= STORE_FILES_MOST)
        wrong(why, "too many files of one sensor are open");
    else
        file = new_file(store, sensor, parsed);
    headers_free(parsed);
    if (!file)
        return NULL;
    memcpy(file->type, type, sizeof type);
    file->id = file_id_of(header, size);
    file->owner = owner;
    file->header = need(1, size);
    file->header_size = size;
    memcpy(file->header, header, size);
    if (find(file, why))
        return file;
    file->finished = true; /* as far as it is known here */
    store_file_close(file);
    return NULL;
}

void
store_file_close(struct store_file *file)
{
    struct store_file **at = &file->sensor->files;
    char ignored[STORE_WHY];

    if (keep_removes(&file->store->limits.keep))
        store_file_hold(file, ignored);
    while (*at != file)
        at = &(*at)->next;
    *at = file->next;
    file->sensor->n_files--;
    store_set_leave(file->sensor, file->set);
    if (file->fd >= 0)
        close(file->fd);
    free(file->header);
    free(file->name);
    free(file);
}

/* All of it or nothing, and then the file is as long as it was. */
static bool
write_all(struct store_file *file, const uint8_t *bytes, size_t size, char *why)
{
    size_t done = 0;

    while (done < size) {
        ssize_t n = pwrite(file->fd, bytes + done, size - done, (off_t)(file->size + done));

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            failed(file, why, "cannot be written");
            if (ftruncate(file->fd, (off_t)file->size))
                failed(file, why, "cannot be cut where it was whole");
            return false;
        }
        done += (size_t)n;
    }
    file->size += size;
    return true;
}

/* The first member. */
static bool
write_header(struct store_file *file, char *why)
{
    size_t size = (size_t)header_end(file), capacity = size + size / 8 + 4096, packed;
    uint8_t *message = need(1, size), *member = need(1, capacity + MEMBER_MARKED);
    uint8_t *body = member + MEMBER_MARKED - MEMBER_PLAIN;
    struct block_id id;
    bool done;

    memcpy(wire_put_varint(message, file->header_size), file->header, file->header_size);
    id = block_id_of(&file->id, 0, message, size);
    packed = compress_block(message, size, body, capacity);
    done = packed > 0 || wrong(why, "a header cannot be packed");
    if (done) {
        packed += MEMBER_MARKED - MEMBER_PLAIN;
        member_mark(member, &id, (uint32_t)packed);
        done = write_all(file, member, packed, why);
    }
    free(message);
    free(member);
    return done;
}

/* As it is called next, in its set; NULL: `why`. */
static char *
next_name(struct store_file *file, char *why)
{
    char text[SET_NAME_TEXT];

    if (!store_set_name(file->sensor, file->set, file->type, &file->newest)) {
        failed(file, why, "the sensor's folder cannot be looked through");
        return NULL;
    }
    file->newest = file->set->name;
    set_name_text(&file->set->name, text);
    return need_text("%s%s.ncap.gz" OUR_PART, file->type, text);
}

static bool
create(struct store_file *file, char *why)
{
    const struct out_folder *folder = &file->sensor->folder;

    file->name = next_name(file, why);
    if (!file->name)
        return false;
    file->size = file->synced_size = 0;
    file->fd = openat(folder->fd, file->name,
                      O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, folder->file_mode);
    file->made = true;
    if (file->fd >= 0 && write_header(file, why))
        return true;
    if (file->fd < 0)
        failed(file, why, "cannot be made");
    else
        unlinkat(folder->fd, file->name, 0);
    free(file->name);
    file->name = NULL;
    if (file->fd >= 0)
        close(file->fd);
    file->fd = -1;
    return false;
}

/* It is open from its first block on until it is synchronised. */
static bool
reopen(struct store_file *file, char *why)
{
    if (!file->name)
        return create(file, why);
    if (file->fd < 0)
        file->fd = openat(file->sensor->folder.fd, file->name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    return file->fd >= 0 || failed(file, why, "cannot be opened");
}

/* What came is what it says it is. */
static bool
is_sound(const struct store_file *file, const struct block_id *id, uint32_t count,
         const uint8_t *member, size_t size, char *why)
{
    struct block_id same;

    if (!file_id_same(&id->file, &file->id))
        return wrong(why, "a block is of another file than it is sent for");
    if (!member_unpack(member, size, raw, id->size))
        return wrong(why, "a block does not unpack to what it says");
    same = block_id_of(&file->id, id->offset, raw, id->size);
    if (!block_id_same(&same, id))
        return wrong(why, "a block's records are not those of its id");
    if (block_count(raw, id->size) != (int64_t)count)
        return wrong(why, "a block's records are not as many as it says");
    return true;
}

bool
store_file_has_place(const struct store_file *file, const struct block_id *id, bool *there,
                     char *why)
{
    *there = false;
    if (id->size == 0 || id->size > BLOCK_RAW_MOST)
        return wrong(why, "a block's size is none");
    if (id->offset > UINT64_MAX - id->size || id->offset + id->size <= file->end) {
        *there = true;
        return id->offset <= file->end || wrong(why, "a block's place is none");
    }
    return id->offset >= file->end || wrong(why, "a block overlaps what is here");
}

bool
store_file_put(struct store_file *file, const struct block_id *id, uint32_t count,
               const uint8_t *member, size_t size, char *why)
{
    size_t whole = size + MEMBER_MARKED - MEMBER_PLAIN;

    if (!reopen(file, why))
        return false;
    member_mark(marked, id, (uint32_t)whole);
    memcpy(marked + MEMBER_MARKED, member + MEMBER_PLAIN, size - MEMBER_PLAIN);
    if (!write_all(file, marked, whole, why))
        return false;
    file->end = id->offset + id->size;
    file->held = false;
    file->set->bytes += whole;
    file->set->records += count;
    return true;
}

bool
store_file_append(struct store_file *file, const struct block_id *id, uint32_t count,
                  const uint8_t *member, size_t size, char *why)
{
    bool there;

    if (!store_file_has_place(file, id, &there, why))
        return false;
    return there || (size <= MEMBER_MOST && is_sound(file, id, count, member, size, why) &&
                     store_file_put(file, id, count, member, size, why));
}

bool
store_file_sync(struct store_file *file, char *why)
{
    int fd = file->fd;
    bool done;

    if (fd < 0)
        return true;
    file->fd = -1;
    done = disk_sync(fd) || failed(file, why, "cannot be synchronised");
    if (!done && ftruncate(fd, (off_t)file->synced_size)) /* nobody can know what of it is there */
        failed(file, why, "cannot be cut where it was whole");
    close(fd);
    if (done && file->made && (file->made = !out_folder_sync(&file->sensor->folder)))
        done = failed(file, why, "cannot be synchronised");
    if (done) {
        file->synced = file->end;
        file->synced_size = file->size;
    }
    return done;
}

static bool
name_whole(struct store_file *file, char *why)
{
    const struct out_folder *folder = &file->sensor->folder;
    char *whole = file->name ? our_file_whole(file->name) : NULL;
    bool done = !whole || renameat(folder->fd, file->name, folder->fd, whole) == 0;

    if (!done)
        failed(file, why, "cannot be renamed");
    else if (whole)
        done = out_folder_sync(folder) || failed(file, why, "cannot be synchronised");
    free(whole);
    if (done) {
        free(file->name);
        file->name = NULL;
    }
    return done;
}

bool
store_file_finish(struct store_file *file, char *why)
{
    file->finished = name_whole(file, why);
    return file->finished;
}

/* A member without records. */
static bool
write_end(struct store_file *file, char *why)
{
    static const uint8_t nothing[] = { 3, 0, 0, 0, 0, 0, 0, 0, 0, 0 }; /* RFC 1951, 3.2.6 */
    struct block_id id = block_id_of(&file->id, file->end, nothing, 0);
    uint8_t member[MEMBER_MARKED + sizeof nothing];

    member_mark(member, &id, sizeof member);
    memcpy(member + MEMBER_MARKED, nothing, sizeof nothing);
    return write_all(file, member, sizeof member, why);
}

bool
store_file_hold(struct store_file *file, char *why)
{
    if (file->name || file->finished || file->end == header_end(file))
        return true;
    file->held = create(file, why) && write_end(file, why);
    return file->held && store_file_sync(file, why);
}

/* One without blocks is of whichever set is open. */
static bool
move_on(struct store_file *file, char *why)
{
    const struct out_folder *folder = &file->sensor->folder;
    char *old = file->name, *new = next_name(file, why);
    bool done;

    if (!new)
        return false;
    file->name = new;
    done = renameat(folder->fd, old, folder->fd, file->name) == 0 && out_folder_sync(folder);
    free(old);
    return done || failed(file, why, "cannot be renamed");
}

bool
store_file_turn(struct store_sensor *sensor, struct store_set *set, char *why)
{
    for (struct store_file *file = sensor->files; file; file = file->next)
        if (file->set == set && !file->held &&
            (!store_file_sync(file, why) || !name_whole(file, why)))
            return false;
    set->turned = true;
    for (struct store_file *file = sensor->files; file; file = file->next)
        if (file->set == set && file->held && !move_on(file, why))
            return false;
    return true;
}
