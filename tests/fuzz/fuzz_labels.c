/* SPDX-License-Identifier: Apache-2.0 */
/* A label file in each format, line by line, and a record with the ends and the time of each label:
 * what is broken says why, and a label is about a record that is as it says. */
#include "fuzz.h"

#include "labels/label_formats.h"
#include "labels/label_match.h"

#include <stdlib.h>
#include <string.h>

enum { LINES = 200, LINE_MOST = 4096 };

static void
check_said(const struct label_said *said)
{
    if (said->end < said->begin)
        broken("a label ends before it begins");
    for (int i = 0; i < 2; i++)
        for (size_t n = 0; n < said->sides[i].n_nets; n++)
            if (said->sides[i].nets[n].bits > (said->sides[i].nets[n].key[0] == 4 ? 32 : 128))
                broken("a network has more bits than its addresses");
}

/* Somebody on each side whom the label is about. */
static struct ends
ends_of(const struct label_said *said)
{
    struct ends ends = { .first = said->begin, .last = said->end, .protocol = said->protocol };

    for (int i = 0; i < 2; i++) {
        const struct label_side *side = &said->sides[i];

        ends.address[i][0] = 4;
        if (side->n_nets)
            memcpy(ends.address[i], side->nets->key, KEY_ADDRESS);
        ends.port[i] = side->n_ports ? side->ports->from : -1;
    }
    if (said->protocol >= 0)
        labels_community_id(ends.community_id, ends.address[0], ends.address[1], said->protocol,
                            ends.port[0], ends.port[1]);
    return ends;
}

/* What the lines say; the ends of the last of them. */
static bool
read_lines(struct labels *labels, const struct label_format *format, struct taker input,
           struct ends *last)
{
    struct pool pool = { .budget = 1 << 20 };
    struct label_reading reading = { .zone = { .given = true, .year = 2026 }, .pool = &pool };
    bool any = false;

    reading.state = need(1, format->state_size + 1);
    for (size_t n = 0; n < LINES && taker_left(&input); n++) {
        const uint8_t *end = memchr(input.at, '\n', taker_left(&input));
        size_t length = end ? (size_t)(end - input.at) : taker_left(&input);
        struct label_said said = { .community_id = "", .protocol = -1 };
        char line[LINE_MOST + 1] = "";
        enum label_answer answer;

        memcpy(line, input.at, length < LINE_MOST ? length : LINE_MOST);
        input.at += length + (end != NULL);
        pool_reset(&pool);
        reading.why[0] = '\0';
        answer = format->read(&reading, line, &said);
        if ((answer == LABEL_BROKEN || answer == LABEL_STOP) && !reading.why[0])
            broken("a line is broken, and nothing is said");
        if (answer != LABEL_SAID)
            continue;
        check_said(&said);
        if (labels_add(labels, &said, (uint32_t)n))
            continue;
        *last = ends_of(&said);
        any = said.sides[0].n_nets && said.sides[1].n_nets;
    }
    free(reading.state);
    pool_free(&pool);
    return any;
}

static void
look(const char *name, struct taker input)
{
    const struct label_format *format = label_format_named(name);
    struct ends last = { .first = 0 };
    struct labels labels;
    bool any;

    labels_begin(&labels, 1000000000, 0);
    labels.files = need(1, sizeof *labels.files);
    labels.n_files = 1;
    any = read_lines(&labels, format, input, &last);
    labels_finish(&labels);
    if (any && last.address[0][0] == last.address[1][0] && !label_find(&labels, &last).label)
        broken("a label is not about what it says");
    label_note_shifts(&labels, &last, LABEL_SHIFT_MOST);
    labels_free(&labels);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const names[] = { "eve", "notice", "fast", "schedule" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        look(names[i], (struct taker){ bytes, bytes + size });
    return 0;
}
