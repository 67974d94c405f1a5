/* SPDX-License-Identifier: Apache-2.0 */
#include "run/work.h"

#include "base/visible.h"

enum { NAME_SHOWN = 128 };

struct spent {
    FILE *to;
    uint64_t packets;
    uint64_t serial; /* the most of what one process does at a time */
    uint64_t all;
};

static double
microseconds(const struct spent *w, uint64_t cpu)
{
    return (double)cpu / 1e3 / (double)(w->packets ? w->packets : 1);
}

static void
print_part(struct spent *w, const char *name, uint64_t cpu, bool is_serial)
{
    fprintf(w->to, "%-28s %15.3f %12.3f%s\n", name, (double)cpu / 1e9, microseconds(w, cpu),
            is_serial ? "  one at a time" : "");
    w->all += cpu;
    if (is_serial && cpu > w->serial)
        w->serial = cpu;
}

static const char *
stage_name(const struct supervisor *s, uint32_t stage, char *shown)
{
    switch (stage) {
    case STAGE_DISSECT: return "dissection";
    case STAGE_DEFRAG: return "fragments";
    case STAGE_STREAMS: return "streams";
    default:
        return visible_string(shown, NAME_SHOWN,
                              s->catalog->plugin[s->tasks->shared->stages[stage].plugin]->name);
    }
}

void
work_print(const struct supervisor *s, uint64_t supervisor, FILE *to)
{
    struct spent w = { .to = to, .packets = s->account.packets };
    char shown[NAME_SHOWN];

    fprintf(to, "\n%-28s %15s %12s\n", "PROCESSOR TIME", "seconds", "us a packet");
    print_part(&w, "reading and writing", supervisor, true);
    for (uint32_t stage = 0; stage < s->tasks->shared->n_stages; stage++)
        print_part(&w, stage_name(s, stage, shown), s->tasks->cpu[stage], stage != STAGE_DISSECT);
    print_part(&w, "packing", s->tasks->cpu_packing, false);
    fprintf(to, "%-28s %15.3f %12.3f\n", "all", (double)w.all / 1e9, microseconds(&w, w.all));
    fprintf(to, "serial: %.3f us a packet, %.1f %% of all\n", microseconds(&w, w.serial),
            w.all ? 100.0 * (double)w.serial / (double)w.all : 0.0);
}
