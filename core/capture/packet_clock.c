/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/packet_clock.h"

#define SECOND INT64_C(1000000000)

/* What is a little earlier than others was captured out of order; the clock waits for it. */
#define JITTER (10 * SECOND)
#define LEAP (60 * SECOND)

/* So near to the clock an epoch is the packet's without more ado; the current one first. */
#define NEAR (JITTER / 2)

/* The clock stays below, times within: their difference and their sum with it fit in 64 bits. */
#define MOST (INT64_C(1) << 62)
#define SECONDS_MAX (MOST / SECOND - 1)

enum { CONFIRMING = 16 };

enum verdict { REFUTED, CONFIRMED, UNDECIDED };

/* A packet's step from where the clock stands, being judged. */
struct step {
    struct packet_clock_interface *interface;
    struct packet_clock_epoch *epoch; /* that it is a step in */
    int64_t time, by;
};

static int64_t
time_of(const struct packet *packet)
{
    int64_t seconds = packet->seconds < SECONDS_MAX ? packet->seconds : SECONDS_MAX;

    return (seconds > -SECONDS_MAX ? seconds : -SECONDS_MAX) * SECOND + packet->nanoseconds;
}

static bool
is_same_section(const struct packet *a, const struct packet *b)
{
    return a->interface >> 16 == b->interface >> 16;
}

static uint32_t
interface_number(const struct packet *packet)
{
    uint32_t number = packet->interface & UINT16_MAX;

    return number < PACKET_CLOCK_INTERFACES ? number : PACKET_CLOCK_INTERFACES - 1;
}

/* How much later than the clock a time is in this epoch. */
static int64_t
later_by(const struct packet_clock *clock, const struct packet_clock_epoch *epoch, int64_t time)
{
    int64_t in_epoch, by;

    if (__builtin_add_overflow(time, epoch->offset, &in_epoch))
        in_epoch = time > 0 ? INT64_MAX : INT64_MIN;
    return __builtin_sub_overflow(in_epoch, clock->now, &by) ? INT64_MIN : by;
}

static uint64_t
distance(int64_t by)
{
    return by < 0 ? -(uint64_t)by : (uint64_t)by;
}

/* The epoch in which the time is nearest to the clock; NULL when there is none. */
static struct packet_clock_epoch *
nearest(const struct packet_clock *clock, struct packet_clock_epoch *epochs, size_t n, int64_t time,
        int64_t *by)
{
    struct packet_clock_epoch *found = NULL;

    for (struct packet_clock_epoch *epoch = epochs; epoch < epochs + n; epoch++) {
        int64_t that = later_by(clock, epoch, time);

        if (epoch->used && (!found || distance(that) < distance(*by))) {
            found = epoch;
            *by = that;
        }
    }
    return found;
}

/* In place of the one that was not used for longest; at this time the clock stands. */
static struct packet_clock_epoch *
begin_epoch(const struct packet_clock *clock, struct packet_clock_epoch *epochs, size_t n,
            int64_t time)
{
    struct packet_clock_epoch *oldest = epochs;

    for (struct packet_clock_epoch *epoch = epochs; epoch < epochs + n; epoch++)
        if (epoch->used < oldest->used)
            oldest = epoch;
    *oldest = (struct packet_clock_epoch){ clock->now - time, clock->packets };
    return oldest;
}

static void
go_on(struct packet_clock *clock, struct packet_clock_interface *interface,
      struct packet_clock_epoch *epoch, int64_t by)
{
    if (by > 0)
        clock->now = by < MOST - clock->now ? clock->now + by : MOST - 1;
    epoch->used = interface->fitted = clock->packets;
    interface->current = (uint32_t)(epoch - interface->epochs);
    interface->run = interface->late = 0;
}

static void
begin_anew(struct packet_clock *clock, struct packet_clock_interface *interface, int64_t time)
{
    struct packet_clock_epoch *epoch =
        begin_epoch(clock, interface->epochs, PACKET_CLOCK_EPOCHS, time);

    interface->current = (uint32_t)(epoch - interface->epochs);
    interface->run = interface->late = 0;
}

/* Whether a packet of the interface at that time would need no new epoch. */
static bool
is_at_home(const struct packet_clock *clock, const struct packet_clock_interface *interface,
           int64_t time)
{
    for (int i = 0; i < PACKET_CLOCK_EPOCHS; i++) {
        int64_t by = later_by(clock, &interface->epochs[i], time);

        if (interface->epochs[i].used && by >= -JITTER && by <= LEAP)
            return true;
    }
    return false;
}

/* Whether a clock was set back, or only some packets come late. */
static enum verdict
stays_behind(const struct packet_clock *clock, struct packet_clock_interface *interface,
             const struct packet *packets, size_t n, enum packet_clock_more more)
{
    unsigned late = 0;
    size_t i = 1;

    if (more == PACKET_CLOCK_LIVE)
        return interface->late++ < CONFIRMING ? REFUTED : CONFIRMED;
    for (; i < n && i <= PACKET_CLOCK_AHEAD && is_same_section(packets, &packets[i]); i++) {
        if (packets[i].timeless || interface_number(&packets[i]) != interface_number(packets))
            continue;
        if (is_at_home(clock, interface, time_of(&packets[i])))
            return REFUTED;
        if (++late == CONFIRMING)
            return CONFIRMED;
    }
    return i == n && i <= PACKET_CLOCK_AHEAD && more == PACKET_CLOCK_MORE ? UNDECIDED : REFUTED;
}

/* Nothing is known yet of what comes: a step counts once enough packets have agreed on it. */
static enum verdict
look_back(const struct step *step)
{
    struct packet_clock_interface *interface = step->interface;

    if (interface->run == 0 || step->time < interface->run_time - JITTER) {
        interface->run = 0;
        interface->run_time = step->time;
    }
    return interface->run++ < CONFIRMING ? REFUTED : CONFIRMED;
}

/* What a later packet says of the step: CONFIRMED and REFUTED are for one of any interface that
 * goes on, the former only for one of the same. */
static enum verdict
ask(struct packet_clock *clock, const struct step *step, const struct packet *later)
{
    struct packet_clock_interface *interface = &clock->interfaces[interface_number(later)];
    int64_t by = 0;

    if (later->timeless ||
        !nearest(clock, interface->epochs, PACKET_CLOCK_EPOCHS, time_of(later), &by) ||
        by < -JITTER)
        return UNDECIDED;
    if (by < step->by - JITTER)
        return REFUTED;
    return interface == step->interface ? CONFIRMED : UNDECIDED;
}

static enum verdict
look_ahead(struct packet_clock *clock, const struct step *step, const struct packet *packets,
           size_t n, enum packet_clock_more more)
{
    unsigned confirmed = 0;
    size_t i = 1;

    while (i < n && i <= PACKET_CLOCK_AHEAD && is_same_section(packets, &packets[i]) &&
           confirmed < CONFIRMING) {
        enum verdict said = ask(clock, step, &packets[i++]);

        if (said == REFUTED)
            return REFUTED;
        confirmed += said == CONFIRMED;
    }
    if (i == n && i <= PACKET_CLOCK_AHEAD && confirmed < CONFIRMING && more == PACKET_CLOCK_MORE)
        return UNDECIDED;
    return confirmed ? CONFIRMED : REFUTED;
}

/* Another clock, to which the time returns after it was in an epoch, becomes an epoch. */
static bool
returns(struct packet_clock *clock, const struct step *step, struct packet_clock_epoch *stray,
        int64_t by)
{
    struct packet_clock_interface *interface = step->interface;
    struct packet_clock_epoch *epoch;

    if (stray->used >= interface->fitted)
        return false;
    epoch = begin_epoch(clock, interface->epochs, PACKET_CLOCK_EPOCHS, step->time);
    epoch->offset = stray->offset;
    stray->used = 0;
    go_on(clock, interface, epoch, by);
    return true;
}

static bool
judge_step(struct packet_clock *clock, const struct step *step, const struct packet *packets,
           size_t n, enum packet_clock_more more)
{
    struct packet_clock_interface *interface = step->interface;
    int64_t by = 0;
    struct packet_clock_epoch *stray =
        nearest(clock, interface->strays, PACKET_CLOCK_STRAYS, step->time, &by);
    enum verdict verdict;

    if (stray && distance(by) > JITTER)
        stray = NULL;
    if (stray && returns(clock, step, stray, by))
        return true;
    verdict =
        more == PACKET_CLOCK_LIVE ? look_back(step) : look_ahead(clock, step, packets, n, more);
    if (verdict == CONFIRMED) {
        for (int i = 0; i < PACKET_CLOCK_STRAYS; i++)
            interface->strays[i].used = 0;
        go_on(clock, interface, step->epoch, step->by);
    } else if (verdict == REFUTED && stray) {
        stray->used = clock->packets;
    } else if (verdict == REFUTED) {
        begin_epoch(clock, interface->strays, PACKET_CLOCK_STRAYS, step->time);
    }
    return verdict != UNDECIDED;
}

/* The epoch in which the time is least before the clock; NULL when there is none. */
static struct packet_clock_epoch *
nearest_behind(const struct packet_clock *clock, struct packet_clock_interface *interface,
               int64_t time, int64_t *by)
{
    struct packet_clock_epoch *found = NULL;

    for (int i = 0; i < PACKET_CLOCK_EPOCHS; i++) {
        int64_t that = later_by(clock, &interface->epochs[i], time);

        if (interface->epochs[i].used && that < 0 && (!found || that > *by)) {
            found = &interface->epochs[i];
            *by = that;
        }
    }
    return found;
}

/* Whether the packet rather comes late than moves the clock, where it can be either. */
static bool
comes_late(const struct packet_clock *clock, struct step *step)
{
    int64_t by = 0;
    struct packet_clock_epoch *behind = nearest_behind(clock, step->interface, step->time, &by);

    if (!behind || by < -LEAP || distance(step->by) <= NEAR)
        return step->by < 0;
    step->epoch = behind;
    step->by = by;
    return true;
}

/* The first packet of a section tells how much time has passed between that and the last one, if
 * need be by the clock of the interface that was last. */
static bool
judge(struct packet_clock *clock, const struct packet *packets, size_t n,
      enum packet_clock_more more, bool begins)
{
    struct packet_clock_interface *interface = &clock->interfaces[interface_number(packets)];
    struct step step = { .interface = interface, .time = time_of(packets) };
    enum verdict verdict = CONFIRMED;

    if (begins && !interface->epochs[0].used)
        *interface = clock->interfaces[clock->last_number];
    step.epoch = nearest(clock, interface->epochs, PACKET_CLOCK_EPOCHS, step.time, &step.by);
    if (step.epoch && !comes_late(clock, &step) && step.by > LEAP && !begins)
        return judge_step(clock, &step, packets, n, more);
    if (step.epoch && step.by >= -JITTER) {
        go_on(clock, interface, step.epoch, step.by);
        return true;
    }
    if (step.epoch && step.by >= -LEAP && !begins)
        verdict = stays_behind(clock, interface, packets, n, more);
    if (verdict == CONFIRMED)
        begin_anew(clock, interface, step.time);
    return verdict != UNDECIDED;
}

/* Most packets are a little later than the one before. */
static bool
goes_on(struct packet_clock *clock, const struct packet *packet)
{
    struct packet_clock_interface *interface = &clock->interfaces[interface_number(packet)];
    struct packet_clock_epoch *epoch = &interface->epochs[interface->current];
    int64_t by = later_by(clock, epoch, time_of(packet));

    if (!epoch->used || by < -NEAR || by > NEAR)
        return false;
    go_on(clock, interface, epoch, by);
    return true;
}

bool
packet_clock_tell(struct packet_clock *clock, struct packet *packets, size_t n,
                  enum packet_clock_more more)
{
    bool begins = packets->interface >> 16 != clock->last_section;

    if (!packets->timeless) {
        clock->packets++;
        if (!goes_on(clock, packets) && !judge(clock, packets, n, more, begins)) {
            clock->packets--;
            return false;
        }
        clock->last_section = packets->interface >> 16;
        clock->last_number = interface_number(packets);
    }
    clock->came = clock->now;
    packets->clock = (uint64_t)clock->now;
    return true;
}

uint64_t
packet_clock_idle(struct packet_clock *clock, uint64_t waited)
{
    uint64_t left = (uint64_t)(MOST - 1 - clock->came);
    int64_t told = clock->came + (int64_t)(waited < left ? waited : left);

    if (told > clock->now)
        clock->now = told;
    return (uint64_t)clock->now;
}
