/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams_judge.h"

#include "reassembly/streams_believe.h"
#include "reassembly/streams_opening.h"
#include "reassembly/streams_side.h"

/* A capture may lack segments that the receiver has, and has some that it lost. */
uint32_t
judge_reached(const struct side *s)
{
    uint32_t seen = s->next + s->ready;

    return s->flags & SIDE_ACKED && behind(s->acknowledged, seen) > 0 ? s->acknowledged : seen;
}

/* RFC 9293 section 3.10.7.4: a segment is acceptable that begins in the window.  What offered it
 * may be missing here, so it is the largest window ever offered, from the number reached.  Linux's
 * conntrack and Suricata ("packet out of window") judge by the same bound. */
static bool
is_within(const struct side *s, uint32_t number, uint32_t more)
{
    int32_t ahead = behind(number, s->next + s->ready);

    if (ahead > WINDOW_FAR || ahead < -WINDOW_FAR)
        return false;
    ahead = behind(number, judge_reached(s));
    return !s->window || ahead <= 0 || (uint32_t)ahead <= s->window + more;
}

/* RFC 5961 section 5; a FIN has a number too.  What is acknowledged is at most the largest window
 * ever offered before SND.UNA, or, where the capture lacks something, before what was seen. */
bool
judge_acknowledges(const struct side *other, const struct nc_segment *seg)
{
    int32_t old = behind(other->acknowledged, seg->acknowledgment);

    if (!(other->flags & SIDE_BEGUN))
        return true;
    if (other->window && old > 0 && (uint32_t)old > other->window &&
        behind(other->next + other->ready, seg->acknowledgment) > (int32_t)other->window)
        return false;
    return is_within(other, seg->acknowledgment, 1);
}

bool
judge_acknowledges_unseen(struct stream_call *call, const struct side *other,
                          const struct nc_segment *seg)
{
    uint32_t number = seg->acknowledgment;

    if (!(other->flags & SIDE_BEGUN) || !(other->flags & SIDE_SEEN) ||
        behind(number, other->next + other->ready) <= 0 ||
        (other->flags & SIDE_ACKED && behind(number, other->acknowledged) <= 0))
        return false;
    if (other->flags & SIDE_FIN && behind(number, other->fin + 1) <= 0)
        return false;
    return behind(number, side_end(call, other)) > 0;
}

/* ---- RST ---- */

/* In SYN-SENT only the acknowledgement tells a true one, RFC 9293 section 3.10.7.3. */
static bool
refuses(struct stream_call *call, const struct connection *c, uint32_t side,
        const struct nc_segment *seg)
{
    const struct side *other = &c->side[!side];
    uint32_t sent = doubts_reach(call, c, !side, other->next + other->ready) - other->initial - 1;

    if (!(other->flags & SIDE_SYN))
        return true;
    return seg->flags & NC_ACK && seg->acknowledgment - (other->initial + 1) <= sent;
}

/* A host believes it at RCV.NXT alone (RFC 5961 section 3.2).  What that is need not be in the
 * capture: it is what was acknowledged, or where the bytes seen end, with or without a hole, or the
 * number behind a FIN.  Linux's conntrack takes the same ones: RCV.NXT, and what goes on where an
 * earlier segment of that side ended.  Where the receiver is not in the capture, what would be in
 * the smallest full window is believed. */
static bool
reset_is_sound(struct stream_call *call, const struct connection *c, uint32_t side,
               const struct nc_segment *seg)
{
    const struct side *s = &c->side[side];
    uint32_t seen = s->next + s->ready;

    if (s->flags & SIDE_ACKED && seg->sequence == s->acknowledged)
        return true;
    if (!(s->flags & SIDE_BEGUN))
        return !(s->flags & SIDE_ACKED) && refuses(call, c, side, seg);
    if (s->flags & SIDE_FIN && seg->sequence == s->fin + 1)
        return true;
    return seg->sequence == seen || seg->sequence == side_end(call, s) ||
           seg->sequence == doubts_reach(call, c, side, seen) ||
           (is_alone(c, side) && seg->sequence - seen <= SEGMENT_MAX);
}

/* ---- SYN ---- */

static bool
is_known_syn(const struct side *s, const struct nc_segment *seg)
{
    return s->flags & SIDE_SYN && s->initial == seg->sequence;
}

/* The answer to a SYN behind another that was answered, too: nobody has gone on from there yet. */
static bool
answers_another(const struct connection *c, uint32_t side, const struct nc_segment *seg)
{
    return is_silent(c) && !(c->side[side].flags & SIDE_ACKED) &&
           opening_is_answered(c, side, seg);
}

/* It was overtaken by what it opened. */
static bool
precedes_all(const struct side *s, const struct nc_segment *seg)
{
    return s->flags & SIDE_BEGUN && !(s->flags & SIDE_SYN) &&
           s->next - (uint32_t)s->offset == seg->sequence + 1;
}

/* A SYN-ACK after a RST or FIN that nobody had to believe before: the connection comes to be. */
static bool
revives(const struct connection *c, uint32_t side, const struct nc_segment *seg)
{
    const struct side *s = &c->side[side], *other = &c->side[!side];

    return is_silent(c) && !(s->flags & SIDE_SYN) && other->flags & SIDE_SYN &&
           seg->acknowledgment - (other->initial + 1) <= SEGMENT_MAX;
}

/* Behind the end: after a RST any SYN is another attempt.  After FINs the same number is the old
 * SYN as long as hosts are in TIME-WAIT, and another one opens another connection: RFC 9293 section
 * 3.6.1 and RFC 6191 want it higher, or its timestamp, but the side that did not close first has
 * forgotten all, and there is nothing left to protect. */
static enum nc_standing
judge_late_syn(const struct stream_call *call, const struct connection *c, uint32_t side,
               const struct nc_segment *seg)
{
    if (seg->flags & NC_ACK) {
        if (revives(c, side, seg))
            return NC_STANDING_BELONGS;
        return is_known_syn(&c->side[side], seg) ? NC_STANDING_REPEATS : NC_STANDING_BEGINS;
    }
    if (is_cut_off(c) || !is_known_syn(&c->side[side], seg))
        return NC_STANDING_BEGINS;
    return call->clock - c->last < call->streams->limits.closed_wait ? NC_STANDING_REPEATS
                                                                      : NC_STANDING_BEGINS;
}

/* Of one side alone a SYN that it has not sent before, or an answer to another one, begins. */
static bool
begins_alone(const struct connection *c, uint32_t side, const struct nc_segment *seg)
{
    const struct side *s = &c->side[side], *other = &c->side[!side];

    if (!(s->flags & SIDE_BEGUN) || !is_alone(c, side) || precedes_all(s, seg))
        return false;
    return !(seg->flags & NC_ACK && other->flags & SIDE_SYN &&
             other->initial == seg->acknowledgment - 1);
}

static enum nc_standing
judge_answer(const struct connection *c, uint32_t side, const struct nc_segment *seg)
{
    const struct side *s = &c->side[side], *other = &c->side[!side];

    if (is_known_syn(s, seg) && !opening_is_answered(c, side, seg))
        return NC_STANDING_REPEATS;
    if (begins_alone(c, side, seg))
        return NC_STANDING_BEGINS;
    if (answers_another(c, side, seg))
        return NC_STANDING_BEGINS;
    if (other->flags & SIDE_SYN && seg->acknowledgment - (other->initial + 1) > SEGMENT_MAX)
        return NC_STANDING_OUTSIDE;
    /* Of several answers one counts, which the client's acknowledgement tells. */
    return !(s->flags & SIDE_BEGUN) || precedes_all(s, seg) ? NC_STANDING_BELONGS
                                                            : NC_STANDING_OUTSIDE;
}

/* Where a connection stands a host answers a SYN by a challenge (RFC 5961 section 4), and it
 * changes nothing; Zeek and Suricata ignore it likewise, as "SYN_inside_connection" and "SYN resend
 * with different SEQ", and conntrack goes by its answer.  What was not yet answered, or is seen of
 * one side alone, is begun anew. */
static enum nc_standing
judge_syn(const struct connection *c, uint32_t side, const struct nc_segment *seg)
{
    const struct side *s = &c->side[side], *other = &c->side[!side];

    if (seg->flags & NC_ACK)
        return judge_answer(c, side, seg);
    if (is_known_syn(s, seg))
        return NC_STANDING_REPEATS;
    if (precedes_all(s, seg))
        return NC_STANDING_BELONGS;
    if (s->flags & SIDE_BEGUN)
        return begins_alone(c, side, seg) ? NC_STANDING_BEGINS : NC_STANDING_OUTSIDE;
    /* Both may open at once, and what it opened may have overtaken it. */
    if (is_silent(c) ||
        (s->flags & SIDE_ACKED && s->acknowledged - (seg->sequence + 1) <= SEGMENT_MAX))
        return NC_STANDING_BELONGS;
    return other->flags & SIDE_SYN ? NC_STANDING_OUTSIDE : NC_STANDING_BEGINS;
}

/* ---- all others ---- */

/* A FIN alone before the handshake is complete: nobody has a connection that it could end. */
static bool
is_too_early(const struct connection *c, uint32_t side, const struct stream_input *in)
{
    const struct side *s = &c->side[side], *other = &c->side[!side];

    if (!(in->segment->flags & NC_FIN) || in->size || !is_silent(c))
        return false;
    if (!(s->flags & SIDE_BEGUN))
        return other->flags & SIDE_SYN && !(s->flags & SIDE_ACKED);
    return s->flags & SIDE_SYN && !(other->flags & (SIDE_BEGUN | SIDE_ACKED));
}

/* RFC 9293 section 3.10.7.4: a RST at RCV.NXT ends a connection, and then it is over for the hosts.
 * But whoever is on the way can send one in a host's name, and it may reach the other host or not.
 * Its sender has not ended that says more, or acknowledges what came later; what was only overtaken
 * by the RST does neither.  To Suricata it stays TCP_CLOSED, and Zeek notes "data_after_reset". */
bool
judge_goes_on(const struct side *s, const struct nc_segment *seg, uint32_t size)
{
    if (!(s->flags & SIDE_RESET) || seg->flags & (NC_SYN | NC_RST))
        return false;
    return behind(number_behind(seg, size), s->reset) > 0 ||
           (seg->flags & NC_ACK && s->flags & SIDE_HEARD &&
            behind(seg->acknowledgment, s->heard) > 0);
}

/* What goes on where the connection stood before a RST, though a SYN came behind that: neither was
 * its hosts', as long as nobody has completed the handshake.  They answer the SYN by a challenge,
 * RFC 5961 section 4.  Where there was no RST it is the connection's whatever came. */
static bool
follows_former(const struct connection *c, uint32_t side, const struct stream_input *in)
{
    const uint32_t stands = SIDE_SYN | SIDE_ACKED;
    const struct side *s = &c->side[side], *other = &c->side[!side];
    int32_t heard = behind(in->segment->acknowledgment, other->reset);

    if (!(s->flags & SIDE_FORMER) || is_cut_off(c))
        return false;
    if (!(s->flags & SIDE_STOOD) && (s->flags & other->flags & stands) == stands)
        return false;
    return in->size && in->segment->sequence == s->reset && heard <= SEGMENT_MAX &&
           heard >= -SEGMENT_MAX;
}

/* Where a side goes on exactly it is the side, as far as anybody can tell: whoever knows that
 * number may say anything.  What it acknowledges then was said, though the capture lacks more than
 * a window of it. */
static bool
tells_of_loss(const struct side *s, const struct side *other, const struct stream_input *in)
{
    const struct nc_segment *seg = in->segment;
    int32_t ahead = behind(seg->acknowledgment, judge_reached(other));

    return s->flags & SIDE_BEGUN && seg->sequence == s->next + s->ready &&
           (in->size || seg->flags & NC_FIN) && ahead > 0 && ahead <= WINDOW_FAR;
}

/* As far before what was seen first as a capture may begin behind what is sent again. */
enum { BEFORE_FIRST = 1 << 20 };

/* Whether a number is nowhere near what a side has said that has ended. */
static bool
is_strange(const struct side *s, uint32_t number)
{
    uint32_t said = s->offset < WINDOW_FAR ? (uint32_t)s->offset : WINDOW_FAR;
    uint32_t first = s->next - said - (s->flags & SIDE_SYN ? SEGMENT_MAX : BEFORE_FIRST);
    uint32_t end = (s->flags & SIDE_FIN ? s->fin : judge_reached(s)) + SEGMENT_MAX;

    if (!(s->flags & SIDE_BEGUN)) {
        first = s->acknowledged - BEFORE_FIRST;
        end = s->acknowledged + SEGMENT_MAX;
    }
    return s->flags & (SIDE_BEGUN | SIDE_ACKED) && number - first > end - first;
}

/* Behind the end, as far as it was to be seen, there is nothing left to protect: a segment of which
 * no number is the connection's own is another's, the handshake of which is not in the capture. */
static bool
begins_behind_end(const struct connection *c, uint32_t side, const struct stream_input *in)
{
    const struct side *s = &c->side[side], *other = &c->side[!side];
    bool alone = is_alone(c, side);

    if (!is_closed(c) && !(s->flags & SIDE_FIN && (alone || other->flags & SIDE_FIN)))
        return false;
    if (in->segment->flags & NC_FIN && !in->size)
        return false;
    return is_strange(s, in->segment->sequence) &&
           (alone || is_strange(other, in->segment->acknowledgment));
}

/* So many in a row that the capture lacks something, and so far away that numbers, which wrap, do
 * not tell how much: what is read from there on is another's.  If all of them were forged, what
 * stood here goes on where it did (follows_former). */
static bool
begins_far_away(const struct connection *c, uint32_t side, const struct stream_input *in)
{
    const struct side *s = &c->side[side], *other = &c->side[!side];
    int32_t said = behind(in->segment->sequence, judge_reached(s));
    int32_t heard = behind(in->segment->acknowledgment, judge_reached(other));

    if (c->done || c->outside[side] + 1 < OUTSIDE_MOST)
        return false;
    return (s->flags & SIDE_BEGUN && (said > WINDOW_FAR || said < -WINDOW_FAR)) ||
           (other->flags & SIDE_BEGUN && (heard > WINDOW_FAR || heard < -WINDOW_FAR));
}

/* Both sides have closed, and all that comes is late: RFC 9293 section 3.6.1, TIME-WAIT. */
static enum nc_standing
judge_late(const struct connection *c, uint32_t side, const struct stream_input *in)
{
    const struct side *s = &c->side[side];

    if (!in->size)
        return NC_STANDING_BELONGS;
    if (s->flags & SIDE_BEGUN && behind(in->segment->sequence + in->size, s->next) <= 0)
        return NC_STANDING_REPEATS;
    return NC_STANDING_OUTSIDE;
}

static enum nc_standing
judge_bytes(const struct connection *c, uint32_t side, const struct stream_input *in)
{
    const struct side *s = &c->side[side], *other = &c->side[!side];
    const struct nc_segment *seg = in->segment;
    uint32_t answered;

    if (!(seg->flags & NC_ACK) || is_too_early(c, side, in)) /* RFC 9293 section 3.10.7.4, fifth */
        return NC_STANDING_OUTSIDE;
    if (follows_former(c, side, in) || begins_behind_end(c, side, in) ||
        begins_far_away(c, side, in))
        return NC_STANDING_BEGINS;
    if (is_closed(c) && !in->size && seg->flags & NC_FIN && s->flags & SIDE_FIN)
        return NC_STANDING_REPEATS;
    if (c->done && !is_cut_off(c))
        return judge_late(c, side, in);
    if (c->opening.by && opening_chooses(c, side, seg, &answered))
        return NC_STANDING_BELONGS;
    if (c->opening.by && opening_is_complete(c, side, seg))
        return NC_STANDING_BEGINS;
    if ((s->flags & SIDE_BEGUN && !is_within(s, seg->sequence, 0)) ||
        !(judge_acknowledges(other, seg) || tells_of_loss(s, other, in)))
        return NC_STANDING_OUTSIDE;
    if (in->size && s->flags & SIDE_BEGUN && behind(number_behind(seg, in->size), s->next) <= 0)
        return NC_STANDING_REPEATS;
    return NC_STANDING_BELONGS;
}

enum nc_standing
judge(struct stream_call *call, const struct connection *c, uint32_t side,
      const struct stream_input *in)
{
    const struct nc_segment *seg = in->segment;
    bool both_ended = c->side[0].flags & c->side[1].flags & SIDE_FIN;

    if (seg->flags & NC_RST)
        return is_closed(c) || reset_is_sound(call, c, side, seg) ? NC_STANDING_BELONGS
                                                                  : NC_STANDING_OUTSIDE;
    if (!(seg->flags & NC_SYN))
        return judge_bytes(c, side, in);
    if (is_closed(c) || both_ended)
        return judge_late_syn(call, c, side, seg);
    return judge_syn(c, side, seg);
}
