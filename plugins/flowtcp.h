/* SPDX-License-Identifier: Apache-2.0 */
/* What flows know of TCP: how often each flag was set, and what one side has said so far. */
#ifndef FLOWTCP_H
#define FLOWTCP_H

#include <netcap/plugin.h>

enum { FLOW_FLAGS = 8 };

/* In the order of the bits: NC_FIN first. */
struct flow_flags {
    uint64_t n[FLOW_FLAGS];
};

struct flow_side {
    uint32_t isn;  /* its SYN's number */
    uint32_t fin;  /* the number behind its FIN */
    uint32_t ack;  /* the highest it acknowledged */
    uint32_t next; /* the number behind all that it said */
    uint8_t opened, finished, acked, said; /* each 0 or 1 */
};

/* A side's RST, which nobody need have believed: one that goes on behind it has not ended. */
struct flow_reset {
    uint32_t number; /* of the RST */
    uint32_t heard;  /* the number behind all that the other side had said by then */
    uint8_t is, heard_any; /* each 0 or 1 */
};

/* Which connection between its ends it is, see nc_sighting. */
struct flow_turn {
    uint8_t is, known;
    uint8_t settled; /* it stood, or has ended */
};

static inline void
flow_flags_count(struct flow_flags *flags, const struct nc_sighting *sighting)
{
    for (int i = 0; i < FLOW_FLAGS; i++)
        flags->n[i] += sighting->flags >> i & 1;
}

#define FLOW_FLAGS_REPORT(flags, record)                                                          \
    do {                                                                                          \
        (record)->numfinflags = (flags)->n[0];                                                    \
        (record)->numsynflags = (flags)->n[1];                                                    \
        (record)->numrstflags = (flags)->n[2];                                                    \
        (record)->numpshflags = (flags)->n[3];                                                    \
        (record)->numackflags = (flags)->n[4];                                                    \
        (record)->numurgflags = (flags)->n[5];                                                    \
        (record)->numeceflags = (flags)->n[6];                                                    \
        (record)->numcwrflags = (flags)->n[7];                                                    \
    } while (0)

/* Numbers wrap: a comes before b when it is less than half the space behind it. */
static inline bool
flow_precedes(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) < 0;
}

/* Whether a packet is of another connection than the flow's first one: reassembly knows.  Where it
 * does not, because it had to forget the connection or the transport is none of its own, a SYN says
 * it that has another number than the one before, once there was an answer or an end. */
static inline bool
flow_is_another(const struct flow_turn *turn, const struct flow_side *side,
                const struct nc_sighting *sighting)
{
    if (!sighting->segment || !turn->known)
        return false;
    if (sighting->standing != NC_STANDING_NONE)
        return sighting->turn && sighting->turn != turn->is;
    return (sighting->flags & (NC_SYN | NC_RST)) == NC_SYN && turn->settled && side->opened &&
           side->isn != sighting->sequence;
}

/* Whether a segment changes anything: it does not when no host takes it. */
static inline bool
flow_is_taken(const struct nc_sighting *sighting)
{
    return sighting->standing != NC_STANDING_OUTSIDE;
}

/* Of the first segment that is taken: there may be packets before it whose header is not whole, or
 * of which reassembly does not know whose they are. */
static inline void
flow_turn_take(struct flow_turn *turn, const struct nc_sighting *sighting)
{
    if (!turn->known && sighting->segment && flow_is_taken(sighting)) {
        turn->known = 1;
        turn->is = sighting->turn;
    }
}

static inline uint32_t
flow_segment_end(const struct nc_sighting *sighting)
{
    return sighting->sequence + sighting->payload + !!(sighting->flags & NC_SYN) +
           !!(sighting->flags & NC_FIN);
}

/* The first one that a side sends.  other: the side that it goes to; NULL: it is not seen. */
static inline void
flow_reset_take(struct flow_reset *reset, const struct nc_sighting *sighting,
                const struct flow_side *other)
{
    if (reset->is)
        return;
    *reset = (struct flow_reset){ .is = 1, .number = sighting->sequence };
    if (other && other->said) {
        reset->heard_any = 1;
        reset->heard = other->next;
    }
}

/* Whether a segment of the side that sent the RST goes on: it says more, acknowledges what came
 * later, or answers a SYN.  What has only been overtaken by the RST does neither. */
static inline bool
flow_goes_on(const struct flow_reset *reset, const struct nc_sighting *sighting)
{
    if (!reset->is || sighting->standing == NC_STANDING_REPEATS)
        return false;
    if (sighting->standing == NC_STANDING_REVIVES)
        return true;
    if (sighting->flags & NC_SYN)
        return sighting->flags & NC_ACK && sighting->standing == NC_STANDING_BELONGS;
    if (flow_precedes(reset->number, flow_segment_end(sighting)))
        return true;
    return sighting->flags & NC_ACK && reset->heard_any &&
           flow_precedes(reset->heard, sighting->acknowledgment);
}

/* A side's RST is forgotten when it goes on; whether it does and there is no other's. */
static inline bool
flow_is_revived(struct flow_reset *reset, const struct flow_reset *other,
                const struct nc_sighting *sighting)
{
    if (!flow_goes_on(reset, sighting))
        return false;
    reset->is = 0;
    return !other || !other->is;
}

/* A SYN of another number begins anew what the side says; the same one said again, or one that its
 * data overtook, takes nothing back. */
static inline void
flow_side_take(struct flow_side *side, const struct nc_sighting *sighting)
{
    uint32_t number = sighting->sequence, syn = (sighting->flags & NC_SYN) != 0;

    bool anew = !side->said || (syn && side->opened && side->isn != number);

    if (syn)
        side->isn = number;
    side->opened |= (uint8_t)syn;
    if (sighting->flags & NC_FIN) {
        side->finished = 1;
        side->fin = number + syn + sighting->payload + 1;
    }
    if (anew || flow_precedes(side->next, flow_segment_end(sighting))) {
        side->said = 1;
        side->next = flow_segment_end(sighting);
    }
    if (sighting->flags & NC_ACK &&
        (!side->acked || flow_precedes(side->ack, sighting->acknowledgment))) {
        side->acked = 1;
        side->ack = sighting->acknowledgment;
    }
}

/* Whether all that the side said, its FIN too, was acknowledged by the other. */
static inline bool
flow_side_done(const struct flow_side *side, const struct flow_side *other)
{
    return side->finished && other->acked && !flow_precedes(other->ack, side->fin);
}

#endif
