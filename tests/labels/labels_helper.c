/* SPDX-License-Identifier: Apache-2.0 */
#include "labels_helper.h"

#include "labels/label_nets.h"

#include <stdlib.h>
#include <string.h>

struct label_reading reading;
struct label_said said;
struct labels labels;
bool several;
uint32_t rank;

static struct pool pool;
static const struct label_format *format;
static char text_at_hand[1 << 17];

void
new_file(const struct label_format *of, bool utc)
{
    free(reading.state);
    format = of;
    pool.budget = (size_t)64 << 20;
    reading = (struct label_reading){ .zone = { .given = utc }, .pool = &pool };
    reading.state = calloc(1, of->state_size + 1);
}

enum label_answer
line(const char *text)
{
    pool_reset(&pool);
    said = (struct label_said){ .community_id = "", .protocol = -1 };
    strcpy(text_at_hand, text);
    return format->read(&reading, text_at_hand, &said);
}

bool
side_is(int side, const char *address, int port)
{
    const struct label_side *is = &said.sides[side];
    struct label_net net;

    if (port < 0 ? is->n_ports != 0 : is->n_ports != 1 || is->ports->from != port)
        return false;
    if (!*address)
        return is->n_nets == 0;
    return is->n_nets == 1 && label_net_address(&net, address) && net.bits == is->nets->bits &&
           memcmp(net.key, is->nets->key, sizeof net.key) == 0;
}

void
new_labels(int64_t tolerance, int64_t late)
{
    labels_free(&labels);
    labels_begin(&labels, tolerance, late);
    labels.files = calloc(1, sizeof *labels.files);
    labels.n_files = 1;
}

void
add_line(const char *text)
{
    CU_ASSERT_EQUAL_FATAL(line(text), LABEL_SAID);
    said.rank += rank;
    CU_ASSERT_PTR_NULL(labels_add(&labels, &said, (uint32_t)labels.count + 1));
}

static int64_t
at(double seconds)
{
    return DAY * INT64_C(1000000000) + (int64_t)(seconds * 1e9);
}

static struct ends
ends_of(int protocol, const char *from, int port, const char *to, int port_to, double first,
        double last)
{
    struct ends ends = { .first = at(first), .last = at(last), .protocol = protocol };
    struct label_net net;

    CU_ASSERT_FATAL(label_net_address(&net, from));
    memcpy(ends.address[0], net.key, KEY_ADDRESS);
    CU_ASSERT_FATAL(label_net_address(&net, to));
    memcpy(ends.address[1], net.key, KEY_ADDRESS);
    labels_community_id(ends.community_id, ends.address[0], ends.address[1], protocol, port,
                        port_to);
    ends.port[0] = port;
    ends.port[1] = port_to;
    if (!labels.index.starts)
        labels_finish(&labels);
    return ends;
}

const char *
label_of(int protocol, const char *from, int port, const char *to, int port_to, double first,
         double last)
{
    struct ends ends = ends_of(protocol, from, port, to, port_to, first, last);
    struct label_found found;

    label_note_shifts(&labels, &ends, LABEL_SHIFT_MOST);
    found = label_find(&labels, &ends);
    several = found.several;
    return found.label ? labels.texts.list[found.label->text].text : "";
}

uint64_t
meet(int protocol, const char *from, int port, const char *to, int port_to, double first,
     double last)
{
    struct ends ends = ends_of(protocol, from, port, to, port_to, first, last);
    uint64_t looked = label_note_shifts(&labels, &ends, 0);

    labels_note_met(&labels, ends.first, ends.last);
    return looked;
}
