/* SPDX-License-Identifier: Apache-2.0 */
#include "records/export_file.h"

#include "base/our_file.h"
#include "output/file_formats.h"
#include "output/target.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What a signal removes; by descriptors, wherever the folders are then. */
static int locked = -1; /* the folder with the lock */
static struct {
    int folder;
    const char *volatile part; /* NULL: none */
} unfinished[EXPORT_FILES_MOST];

static void
remove_and_end(int number)
{
    for (size_t i = 0; i < EXPORT_FILES_MOST; i++) {
        const char *part = unfinished[i].part;

        if (part)
            unlinkat(unfinished[i].folder, part, 0);
    }
    unlinkat(locked, OUR_LOCK_NAME, 0);
    signal(number, SIG_DFL);
    raise(number);
}

void
export_file_watch_signals(const struct out_folder *folder)
{
    static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
    struct sigaction action = { .sa_handler = remove_and_end, .sa_flags = SA_NODEFER };

    locked = folder->fd;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct sigaction before;

        /* Whoever has it ignored, as nohup does, means that. */
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(numbers[i], &action, NULL);
    }
}

static bool
fails(const struct export_file *file, const char *what)
{
    if (!file->folder)
        say_unwritten(errno);
    else
        say_error("%s: cannot %s: %s", file->part.path, what, strerror(errno));
    return false;
}

static bool
write_all(const char *bytes, size_t size)
{
    while (size) {
        ssize_t done = write(STDOUT_FILENO, bytes, size);

        if (done < 0 && errno != EINTR)
            return false;
        bytes += done > 0 ? done : 0;
        size -= done > 0 ? (size_t)done : 0;
    }
    return true;
}

/* What the packer has made. */
static bool
put(struct export_file *file)
{
    const struct textbuf *bytes = file->packer.made;
    const char *what = NULL;

    if (!file->folder)
        what = write_all(bytes->data, bytes->used) ? NULL : "write";
    else
        what = part_file_write(&file->part, (const uint8_t *)bytes->data, bytes->used);
    return what ? fails(file, what) : true;
}

/* The format looks at the records first: one that has no form for them makes no file. */
static bool
has_form(struct export_file *file, const char *name)
{
    char why[512];

    if (packer_begin(&file->packer, &file->plan, why, sizeof why))
        return true;
    say_error("%s: cannot be written as %s: %s", name, file->plan.format->name, why);
    return false;
}

static const char *
create(struct export_file *file, const char *name)
{
    char *suffix = file_format_suffix(file->plan.format, &file->plan.style.compression);
    const char *what = part_file_create(&file->part, file->folder, name, suffix);

    free(suffix);
    return what;
}

static void
remember(struct export_file *file)
{
    while (file->slot + 1 < EXPORT_FILES_MOST && unfinished[file->slot].part)
        file->slot++;
    unfinished[file->slot].folder = file->folder->fd;
    unfinished[file->slot].part = part_file_name(&file->part);
}

/* It has its name, or it is gone. */
static void
forget(const struct export_file *file)
{
    if (file->folder)
        unfinished[file->slot].part = NULL;
}

bool
export_file_begin(struct export_file *file, const struct out_folder *folder,
                  const struct file_plan *plan, const char *name)
{
    const char *what = NULL;

    *file = (struct export_file){ .plan = *plan, .part.fd = -1 };
    file->notes.fd = -1;
    packer_init(&file->packer);
    if (!has_form(file, name))
        return false;
    file->folder = folder;
    if (folder)
        what = create(file, name);
    if (what)
        return fails(file, what);
    if (folder)
        remember(file);
    return put(file);
}

bool
export_file_add(struct export_file *file, const uint8_t *block, size_t size, size_t *taken)
{
    const struct packed *packed = &file->packer.packed;

    if (!packer_pack(&file->packer, &file->plan, block, size))
        return fails(file, "compress");
    *taken = packed->taken;
    file->records += packed->records;
    file->left_out += packed->left_out;
    text_bytes(&file->notes, packed->note.data, packed->note.used);
    return put(file);
}

bool
export_file_finish(struct export_file *file)
{
    const char *what = NULL;

    if (!packer_finish(&file->packer, &file->plan, &file->notes))
        return fails(file, "compress");
    if (!put(file))
        return false;
    if (file->folder)
        what = part_file_sync(&file->part);
    if (file->folder && !what)
        what = part_file_finish(&file->part);
    if (what)
        return fails(file, what);
    forget(file);
    return true;
}

bool
export_file_is_full(const struct export_file *file)
{
    return file->folder && file->notes.used >= TARGET_FULL;
}

const char *
export_file_damage(const struct export_file *file)
{
    return *file->packer.packed.damage ? file->packer.packed.damage : NULL;
}

void
export_file_free(struct export_file *file)
{
    const char *name = file->folder ? part_file_name(&file->part) : NULL;

    if (name && !file->part.named)
        unlinkat(file->folder->fd, name, 0);
    forget(file);
    part_file_free(&file->part);
    textbuf_free(&file->notes);
    packer_free(&file->packer);
    *file = (struct export_file){ .part.fd = -1 };
}
