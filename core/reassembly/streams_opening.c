/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams_opening.h"

/* Another SYN than the one that is kept, or one that its answer tells of. */
static void
ask(struct opening *o, uint32_t client, uint32_t asked)
{
    if (o->by != client + 1 || o->asked != asked)
        *o = (struct opening){ .by = (uint8_t)(client + 1), .asked = asked };
}

/* The first segments behind the SYN. */
static bool
acknowledges(const struct opening *o, const struct nc_segment *seg)
{
    return seg->acknowledgment - (o->asked + 1) <= SEGMENT_MAX;
}

static void
take_word(struct opening *o, uint32_t number, enum opening_word word)
{
    o->answered = number;
    o->words |= (uint8_t)word;
}

void
opening_note(struct connection *c, uint32_t side, const struct nc_segment *seg)
{
    struct opening *o = &c->opening;
    uint8_t flags = seg->flags & (NC_SYN | NC_ACK | NC_RST);

    if (flags == NC_SYN) {
        ask(o, side, seg->sequence);
        o->words |= OPENING_ASKED;
    } else if (flags == (NC_SYN | NC_ACK)) {
        ask(o, !side, seg->acknowledgment - 1);
        take_word(o, seg->sequence + 1, OPENING_ANSWERED);
    } else if (flags == NC_ACK && o->by && !(o->words & (OPENING_ANSWERED | OPENING_TAKEN))) {
        if (o->by == side + 1 && seg->sequence == o->asked + 1)
            take_word(o, seg->acknowledgment, OPENING_TAKEN);
        else if (o->by != side + 1 && acknowledges(o, seg))
            take_word(o, seg->sequence, OPENING_ANSWERED);
    }
}

bool
opening_is_answered(const struct connection *c, uint32_t side, const struct nc_segment *seg)
{
    const struct opening *o = &c->opening;

    return o->by == !side + 1 && o->words & OPENING_ASKED && seg->acknowledgment == o->asked + 1;
}

/* The connection's own SYN was answered more than once, and by none yet is anything said. */
static bool
is_own(const struct connection *c)
{
    const struct opening *o = &c->opening;
    const struct side *client, *server;

    if (!o->by || !is_silent(c))
        return false;
    client = &c->side[o->by - 1];
    server = &c->side[2 - o->by];
    return client->flags & SIDE_SYN && client->initial == o->asked && !(server->flags & SIDE_ACKED);
}

bool
opening_chooses(const struct connection *c, uint32_t side, const struct nc_segment *seg,
                uint32_t *answered)
{
    const struct opening *o = &c->opening;

    if (!is_own(c) || !(seg->flags & NC_ACK) || seg->flags & (NC_SYN | NC_RST))
        return false;
    if (o->by == side + 1) {
        *answered = seg->acknowledgment;
        return seg->sequence == o->asked + 1 && *answered != c->side[!side].initial + 1;
    }
    *answered = o->answered;
    return seg->sequence == o->answered && acknowledges(o, seg);
}

/* What the connection that stands would say next is its own, whoever has foreseen it. */
static bool
goes_on(const struct connection *c, uint32_t side, const struct nc_segment *seg)
{
    const struct side *s = &c->side[side], *other = &c->side[!side];

    return seg->sequence == s->next + s->ready && other->flags & SIDE_BEGUN &&
           seg->acknowledgment - (other->next - (uint32_t)other->offset) <=
               (uint32_t)other->offset + other->ready + 1;
}

/* Who asked says what was answered; or who was asked goes on, when the other has said so, too. */
bool
opening_is_complete(const struct connection *c, uint32_t side, const struct nc_segment *seg)
{
    const uint8_t both = OPENING_ASKED | OPENING_ANSWERED;
    const struct opening *o = &c->opening;

    if (!o->by || is_own(c) || goes_on(c, side, seg))
        return false;
    if (o->by == side + 1)
        return o->words & OPENING_ANSWERED && seg->sequence == o->asked + 1 &&
               seg->acknowledgment == o->answered;
    return (o->words & OPENING_TAKEN || (o->words & both) == both) &&
           seg->sequence == o->answered && acknowledges(o, seg);
}
