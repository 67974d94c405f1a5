/* SPDX-License-Identifier: Apache-2.0 */
#include "output/keep.h"

#include "base/figures.h"
#include "base/our_file.h"
#include "base/parse.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* Takes a value that was not there yet. */
static bool
take(uint64_t *to, uint64_t value)
{
    bool first = !*to;

    *to = value;
    return first && value;
}

static bool
read_one(const char *text, struct keep *keep)
{
    uint64_t value;

    if (parse_number(text, 1, UINT64_MAX, &value))
        return take(&keep->sets, value);
    if (parse_size(text, &value))
        return take(&keep->bytes, value);
    return parse_time(text, &value) && take(&keep->seconds, value / 1000);
}

const char *
keep_read(const char *text, struct keep *keep)
{
    bool ok = true;
    char one[32];

    *keep = (struct keep){ .sets = 0 };
    for (bool more = *text; more && ok;) {
        size_t length = strcspn(text, ",");

        snprintf(one, sizeof one, "%.*s", (int)length, text);
        ok = length < sizeof one && read_one(one, keep);
        more = text[length] == ',';
        text += length + more;
    }
    return ok ? NULL
              : "expected a number of sets as 24, bytes as 20G or an age as 7d, or one of each "
                "with commas between";
}

bool
keep_removes(const struct keep *keep)
{
    return keep->sets || keep->bytes || keep->seconds;
}

/* What may go, and what it comes to. */
static uint64_t
count(const struct sets *sets, const struct set_name *open, uint64_t *bytes)
{
    uint64_t n = 0;

    *bytes = 0;
    for (size_t i = 0; i < sets->n; i++)
        if (!sets->list[i].unfinished && set_name_compare(&sets->list[i].name, open) < 0) {
            *bytes += sets->list[i].bytes;
            n++;
        }
    return n;
}

static bool
is_too_old(const struct keep *keep, const struct file_set *set, int64_t now)
{
    return keep->seconds && set->changed < now && (uint64_t)(now - set->changed) > keep->seconds;
}

size_t
keep_choose(const struct keep *keep, struct sets *sets, const struct set_name *open, int64_t now)
{
    uint64_t bytes, left = count(sets, open, &bytes);
    size_t gone = 0;

    for (size_t i = 0; i < sets->n && left > 1; i++) {
        struct file_set *set = &sets->list[i];

        if (set->unfinished)
            continue;
        if (!(keep->sets && left > keep->sets) && !(keep->bytes && bytes > keep->bytes) &&
            !is_too_old(keep, set, now))
            break;
        set->goes = true;
        bytes -= set->bytes;
        left--;
        gone++;
    }
    return gone;
}

/* What goes although somebody has yet to get it. */
struct lost {
    size_t sets, files;
    uint64_t bytes;
    struct set_name first, last;
};

static void
count_lost(struct lost *lost, const struct file_set *set, size_t files)
{
    if (!files)
        return;
    if (!lost->sets++)
        lost->first = set->name;
    lost->last = set->name;
    lost->files += files;
    lost->bytes += set->bytes;
}

/* Files of records of which one who is sent them has not all; others are sent to nobody. */
static size_t
not_acknowledged(const struct file_set *set, const struct out_folder *folder,
                 const struct keep_sent *sent)
{
    size_t n = 0;

    for (size_t i = 0; i < set->n_files && sent->acknowledged; i++)
        n += our_file(set->files[i]) == OUR_RECORDS &&
             !sent->acknowledged(sent->context, folder, set->files[i]);
    return n;
}

static void
say_lost(const struct lost *lost, const struct out_folder *folder)
{
    char bytes[NUMBER_TEXT], first[SET_NAME_TEXT], last[SET_NAME_TEXT];

    set_name_text(&lost->first, first);
    set_name_text(&lost->last, last);
    say_error("%s: %zu sets with %zu files that were not acknowledged are removed (--keep): %s, "
              "from %s to %s",
              folder->path, lost->sets, lost->files, text_size((double)lost->bytes, bytes),
              first + 1, last + 1);
}

void
keep_apply(const struct keep *keep, const struct out_folder *folder, const struct set_name *open,
           const struct keep_sent *sent)
{
    struct lost lost = { .sets = 0 };
    struct sets sets;
    size_t gone = 0;

    if (!keep_removes(keep))
        return;
    if (!sets_list(&sets, folder))
        say_error("%s: cannot be looked through for what is not kept: %s", folder->path,
                  strerror(errno));
    keep_choose(keep, &sets, open, time(NULL));
    for (size_t i = 0; i < sets.n; i++)
        if (sets.list[i].goes) {
            size_t files = not_acknowledged(&sets.list[i], folder, sent);

            if (!sets_remove(&sets.list[i], folder))
                continue;
            count_lost(&lost, &sets.list[i], files);
            gone++;
        }
    if (lost.sets)
        say_lost(&lost, folder);
    if (gone)
        say_detail("%s: %zu sets are removed (--keep)", folder->path, gone);
    sets_free(&sets);
}
