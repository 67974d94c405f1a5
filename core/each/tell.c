/* SPDX-License-Identifier: Apache-2.0 */
#include "each/tell.h"

#include "base/figures.h"
#include "base/live_line.h"
#include "base/say.h"

#include <string.h>

/* Of those that have begun. */
struct sums {
    uint64_t ended, read, size, packets, bytes, records, outcome[OUTCOMES];
    size_t members[MEMBER_OUTCOMES], left;
};

static struct sums
sums_of(const struct set *set)
{
    struct sums sums = { .ended = 0 };

    for (size_t i = 0; i < set->n; i++) {
        const struct member *m = &set->board->members[i];
        uint64_t size = set->list[i].file->input.size;
        bool ended = atomic_load(&m->state) == MEMBER_ENDED;
        uint32_t outcome = atomic_load(&m->outcome);

        sums.ended += ended;
        sums.left += !ended;
        if (set->list[i].kept && !set->list[i].overwrites) /* there is nothing to read */
            size = 0;
        sums.size += size;
        sums.read += ended ? size : atomic_load(&m->standing.read);
        sums.packets += atomic_load(&m->standing.packets);
        sums.bytes += atomic_load(&m->standing.bytes);
        sums.records += atomic_load(&m->standing.records);
        for (size_t k = 0; k < OUTCOMES; k++)
            sums.outcome[k] += atomic_load(&m->standing.outcome[k]);
        if (ended && outcome < MEMBER_OUTCOMES)
            sums.members[outcome]++;
    }
    return sums;
}

void
tell_progress(const struct set *set, double seconds)
{
    char n[6][NUMBER_TEXT], text[8 * NUMBER_TEXT];
    struct sums sums;

    if (!live_line_is_shown() || seconds <= 0)
        return;
    sums = sums_of(set);
    snprintf(text, sizeof text, "%s of %s captures  %s of %s  %s/s  %s packets",
             text_count(sums.ended, n[0]), text_count(set->n, n[1]),
             text_size((double)sums.read, n[2]), text_size((double)sums.size, n[3]),
             text_size((double)sums.read / seconds, n[4]), text_count(sums.packets, n[5]));
    live_line_draw(sums.size ? (double)sums.read / (double)sums.size : -1, seconds, text);
}

static void
print_row(FILE *to, const char *name, uint64_t count, bool always)
{
    char n[NUMBER_TEXT];

    if (count || always)
        fprintf(to, "%-44s %15s\n", name, text_count(count, n));
}

static void
print_captures(const struct sums *sums, const struct kept *kept, FILE *to)
{
    static const char *const names[MEMBER_OUTCOMES] = {
        [MEMBER_DONE] = "done",
        [MEMBER_PARTIAL] = "done, as far as they could be decoded",
        [MEMBER_CUT] = "interrupted",
        [MEMBER_FAILED] = "failed",
        [MEMBER_REFUSED] = "not begun",
        [MEMBER_UNREAD] = "could not be read",
        [MEMBER_NONE] = "no captures, passed over",
        [MEMBER_KEPT] = "done by an earlier command",
        [MEMBER_KEPT_PARTIAL] = "and as far as they could be decoded",
    };

    fprintf(to, "%-44s %15s\n", "CAPTURES", "");
    for (size_t i = 0; i < MEMBER_OUTCOMES; i++)
        print_row(to, names[i], sums->members[i], i == MEMBER_DONE);
    print_row(to, "changed since, and not done again", kept->refused, false);
    print_row(to, "left for the same command to go on with", sums->left, false);
}

void
tell_summary(const struct set *set, const struct kept *kept, double seconds, FILE *to)
{
    struct sums sums = sums_of(set);
    double divisor = seconds > 0 ? seconds : 1;
    char n[4][NUMBER_TEXT];

    print_captures(&sums, kept, to);
    fprintf(to, "\n%-44s %15s\n", "PACKETS", "");
    print_row(to, "decoded", sums.outcome[PACKET_DECODED], true);
    print_row(to, "unknown protocol", sums.outcome[PACKET_UNKNOWN], true);
    print_row(to, "refused", sums.outcome[PACKET_REFUSED], true);
    print_row(to, "set aside: a plugin failed", sums.outcome[PACKET_QUARANTINED], true);
    fprintf(to, "\n%s records of %s packets, %s in %.2f s: %s/s; %u captures at a time, each with "
                "%u worker%s\n",
            text_count(sums.records, n[0]), text_count(sums.packets, n[1]),
            text_size((double)sums.bytes, n[2]), seconds,
            text_size((double)sums.bytes / divisor, n[3]), set->n_lanes, set->workers,
            set->workers == 1 ? "" : "s");
}

int
tell_status(const struct set *set, const struct kept *kept)
{
    struct sums sums = sums_of(set);

    if (sums.members[MEMBER_FAILED])
        return STATUS_FAILED;
    if (sums.members[MEMBER_REFUSED] || kept->refused)
        return STATUS_USAGE;
    if (sums.members[MEMBER_PARTIAL] || sums.members[MEMBER_CUT] || sums.members[MEMBER_UNREAD] ||
        sums.members[MEMBER_KEPT_PARTIAL] || sums.left || kept->missed)
        return STATUS_PARTIAL;
    return STATUS_DONE;
}
