/* SPDX-License-Identifier: Apache-2.0 */
#include "output/target.h"

#include "base/memory.h"
#include "output/file_formats.h"

#include <errno.h>
#include <stdlib.h>

static struct target_file *
last(const struct target *t)
{
    return &t->files[t->n_files - 1];
}

char *
target_stem(const struct target *t, size_t file, const char *set)
{
    return file ? need_text("%s%s.%zu", t->name, set, file + 1) : need_text("%s%s", t->name, set);
}

static const char *
create(struct target *t, const struct out_folder *folder, const char *set)
{
    char *name = target_stem(t, t->n_files, set);
    char *suffix = file_format_suffix(t->plan.format, &t->plan.style.compression);
    const char *doing;

    t->files = grow(t->files, (t->n_files + 1) * sizeof *t->files);
    t->files[t->n_files++] = (struct target_file){ .records = 0 };
    doing = part_file_create(&last(t)->to, folder, name, suffix);
    part_file_sum(&last(t)->to);
    free(name);
    free(suffix);
    return doing;
}

const char *
target_begin(struct target *t, const struct out_folder *folder, const char *set,
             struct packer *packer, char *why, size_t why_size)
{
    const char *doing;

    if (!packer_begin(packer, &t->plan, why, why_size)) {
        t->formless = true;
        return NULL;
    }
    *why = '\0';
    doing = create(t, folder, set);
    t->begun = !doing;
    t->notes.used = 0;
    return doing ? doing : target_write(t, (const uint8_t *)packer->made->data, packer->made->used);
}

const char *
target_write(struct target *t, const uint8_t *bytes, size_t size)
{
    return part_file_write(&last(t)->to, bytes, size);
}

const char *
target_end(struct target *t, struct packer *packer)
{
    t->begun = false;
    errno = ENOMEM;
    if (!packer_finish(packer, &t->plan, &t->notes))
        return "compress its end";
    return target_write(t, (const uint8_t *)packer->made->data, packer->made->used);
}

const char *
target_path(const struct target *t)
{
    return t->n_files ? last(t)->to.part : NULL;
}

uint64_t
target_written(const struct target *t)
{
    uint64_t sum = t->written_before;

    for (size_t i = 0; i < t->n_files; i++)
        sum += t->files[i].to.written;
    return sum;
}

void
target_free(struct target *t)
{
    for (size_t i = 0; i < t->n_files; i++)
        part_file_free(&t->files[i].to);
    free(t->files);
    textbuf_free(&t->notes);
}
