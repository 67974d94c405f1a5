/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/export_file.h"

#include "output/file_formats.h"
#include "output/target.h"
#include "records/unfinished.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

static bool
put(struct export_file *file, const struct textbuf *bytes)
{
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
        file->unfinished = unfinished_begin(folder->fd, part_file_name(&file->part));
    return put(file, file->packer.made);
}

bool
export_file_put(struct export_file *file, const struct packer *piece)
{
    if (!piece)
        return fails(file, "compress");
    file->records += piece->packed.records;
    file->left_out += piece->packed.left_out;
    text_bytes(&file->notes, piece->packed.note.data, piece->packed.note.used);
    return put(file, piece->made);
}

bool
export_file_finish(struct export_file *file)
{
    const char *what = NULL;

    if (!packer_finish(&file->packer, &file->plan, &file->notes))
        return fails(file, "compress");
    if (!put(file, file->packer.made))
        return false;
    if (file->folder)
        what = part_file_sync(&file->part);
    if (file->folder && !what)
        what = part_file_finish(&file->part);
    if (what)
        return fails(file, what);
    if (file->folder)
        unfinished_end(file->unfinished);
    return true;
}

bool
export_file_is_full(const struct export_file *file)
{
    return file->folder && file->notes.used >= TARGET_FULL;
}

void
export_file_free(struct export_file *file)
{
    const char *name = file->folder ? part_file_name(&file->part) : NULL;

    if (name && !file->part.named)
        unlinkat(file->folder->fd, name, 0);
    if (file->folder)
        unfinished_end(file->unfinished);
    part_file_free(&file->part);
    textbuf_free(&file->notes);
    packer_free(&file->packer);
    *file = (struct export_file){ .part.fd = -1 };
}
