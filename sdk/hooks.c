/* SPDX-License-Identifier: Apache-2.0 */
/* What plugins of streams, datagrams and flows ask of whoever runs them. */
#include "host.h"

void
nc_write(struct nc_packet *pkt, void *record, struct nc_time time)
{
    if (record && pkt->host && pkt->host->write)
        pkt->host->write(pkt, record, time);
}

void
nc_pass(struct nc_packet *pkt, uint64_t n)
{
    pkt->passed = n > UINT64_MAX - pkt->passed ? UINT64_MAX : pkt->passed + n;
}

void
nc_handover(struct nc_packet *pkt)
{
    pkt->handed_over = true;
}

void
nc_refuse(struct nc_packet *pkt, const char *reason)
{
    if (!pkt->refused)
        pkt->refused = reason;
}

void
nc_keep(struct nc_packet *pkt, ProtobufCBinaryData bytes)
{
    pkt->keep = bytes;
}

ProtobufCBinaryData
nc_kept(struct nc_packet *pkt, uint32_t n)
{
    ProtobufCBinaryData none = { 0, NULL };

    if (!pkt->host || !pkt->host->kept || n > UINT32_MAX - pkt->forgotten)
        return none;
    return pkt->host->kept(pkt, pkt->forgotten + n);
}

void
nc_forget(struct nc_packet *pkt)
{
    pkt->forgotten++;
}

void
nc_expect(struct nc_packet *pkt, const struct nc_expected *expected)
{
    if (pkt->n_expected < NC_EXPECTED_MAX)
        pkt->expected[pkt->n_expected++] = *expected;
}

const struct nc_stream *
nc_handed_by(const struct nc_packet *pkt)
{
    return pkt->handed_by;
}

void
nc_hand_on(struct nc_packet *pkt, struct nc_cursor message, uint32_t space, uint64_t value)
{
    if (!nc_ok(&message))
        return;
    if (pkt->n_handed == NC_HANDED_MAX) {
        nc_note(pkt, "hands on more messages than are looked at");
        return;
    }
    pkt->handed[pkt->n_handed++] = (struct nc_handed){ message, space, value };
}
