/* SPDX-License-Identifier: Apache-2.0 */
#include "packet_clock_helper.h"

#include <stdlib.h>
#include <string.h>

struct packet packets[MOST];
int64_t truth[MOST];
size_t n_packets;
struct packet_clock live_clock;

void
begin(void)
{
    memset(packets, 0, sizeof packets);
    n_packets = 0;
}

void
put_packet(uint32_t interface, int64_t time)
{
    struct packet *p = &packets[n_packets++];

    p->interface = interface;
    p->seconds = time / S - (time % S < 0);
    p->nanoseconds = (uint32_t)(time - p->seconds * S);
}

void
at(uint32_t interface, int64_t true_time, int64_t wrong_by)
{
    truth[n_packets] = true_time;
    put_packet(interface, 1700000000 * S + true_time + wrong_by);
}

void
many(uint32_t interface, size_t n, int64_t from, int64_t every, int64_t wrong_by)
{
    for (size_t i = 0; i < n; i++)
        at(interface, from + (int64_t)i * every, wrong_by);
}

void
tell(size_t view)
{
    static struct packet_clock clock;
    uint64_t before = 0;

    clock = (struct packet_clock){ 0 };
    for (size_t i = 0; i < n_packets; i++) {
        size_t seen = view, left = n_packets - i;

        while (!packet_clock_tell(&clock, &packets[i], seen < left ? seen : left,
                                  seen < left ? PACKET_CLOCK_MORE : PACKET_CLOCK_END)) {
            CU_ASSERT_FATAL(seen < left && seen <= PACKET_CLOCK_AHEAD);
            seen++;
        }
        CU_ASSERT(packets[i].clock >= before && packets[i].clock < UINT64_MAX / 2);
        before = packets[i].clock;
    }
}

void
tell_live(void)
{
    live_clock = (struct packet_clock){ 0 };
    for (size_t i = 0; i < n_packets; i++)
        CU_ASSERT(packet_clock_tell(&live_clock, &packets[i], 1, PACKET_CLOCK_LIVE));
}

int64_t
worst(void)
{
    int64_t most = 0;

    tell(1);
    for (size_t i = 0; i < n_packets; i++) {
        int64_t wrong = llabs((int64_t)packets[i].clock - truth[i]);

        most = wrong > most ? wrong : most;
    }
    return most;
}

int64_t
last(void)
{
    tell(1);
    return (int64_t)packets[n_packets - 1].clock;
}
