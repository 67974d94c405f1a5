/* SPDX-License-Identifier: Apache-2.0 */
/* Wireless LAN, IEEE 802.11-2020 section 9.2. */
#include <netcap/plugin.h>

#include "dot11.pb-c.h"
#include "fcs.h"
#include "netcap.pb-c.h"
#include "swapped.h"

enum { MANAGEMENT = 0, CONTROL = 1, DATA = 2, KIND = 3 }; /* of the type */
enum { NO_DATA = 4, QOS = 8 };                            /* of a data frame's subtype */
enum { TO_DS = 1, FROM_DS = 2, MORE_FRAGMENTS = 4, PROTECTED = 0x40, ORDER = 0x80 };
enum { AGGREGATE = 0x80, ETHERTYPE_LLC = 4 };
enum { WRAPPER = 7 };
enum { EXTENSION = 3, MESH_HEAD = 6, ADDRESS_SIZE = 6 };

/* Control frames with a transmitter address, by subtype: trigger, beamforming report poll, null
 * data packet announcement, extension, block acknowledgement and request, power save poll, request
 * to send, both ends of contention-free time.  Section 9.3.1. */
enum { TRANSMITTER = 1 << 2 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 8 | 1 << 9 | 1 << 10 | 1 << 11
                     | 1 << 14 | 1 << 15 };

#define HEADER(_)              \
    _(UINT, type, 6)           \
    _(UINT, proto, 2)          \
    _(UINT, flags, 8)          \
    _(UINT_LE, durationid, 16) \
    _(MAC, address1, 48)

NC_HEADER(Types__Dot11, HEADER)

#define ADDRESSES(_)           \
    _(MAC, address2, 48)       \
    _(MAC, address3, 48)       \
    _(WORD_LE, , 16)           \
    _(BITS, fragmentnumber, 4) \
    _(BITS, sequencenumber, 12)

NC_FIELDS(addresses, Types__Dot11, ADDRESSES)

#define QOS_FIELDS(_)     \
    _(WORD, , 8)          \
    _(BITS, tid, 4)       \
    _(BITS, eosp, 1)      \
    _(BITS, ackpolicy, 2) \
    _(SKIP, aggregate, 1) \
    _(UINT, txop, 8)

NC_FIELDS(qos_fields, Types__Dot11QOS, QOS_FIELDS)

static uint32_t
bits(uint32_t word, int low, int count)
{
    return word >> low & ((1u << count) - 1);
}

static bool
flag(uint32_t word, int at)
{
    return bits(word, at, 1) != 0;
}

/* Section 9.2.4.6.2, the HT variant. */
static Types__Dot11LinkAdapationControl *
link_adaptation(struct nc_packet *pkt, uint32_t word)
{
    enum { ANTENNA_SELECTION = 14 };
    Types__Dot11LinkAdapationControl *link = nc_new(pkt, types__dot11_link_adapation_control);

    link->trq = flag(word, 1);
    link->mfsi = (int32_t)bits(word, 6, 3);
    if (bits(word, 2, 4) == ANTENNA_SELECTION) {
        link->asel = nc_new(pkt, types__dot11_asel);
        link->asel->command = (int32_t)bits(word, 9, 3);
        link->asel->data = (int32_t)bits(word, 12, 4);
        return link;
    }
    link->mrq = flag(word, 2);
    if (link->mrq)
        link->msi = (int32_t)bits(word, 3, 3);
    link->mfb = (int32_t)bits(word, 9, 7);
    return link;
}

static Types__Dot11HTControlHT *
ht_variant(struct nc_packet *pkt, uint32_t word)
{
    Types__Dot11HTControlHT *ht = nc_new(pkt, types__dot11_htcontrol_ht);

    ht->linkadapationcontrol = link_adaptation(pkt, word);
    ht->calibrationposition = (int32_t)bits(word, 16, 2);
    ht->calibrationsequence = (int32_t)bits(word, 18, 2);
    ht->csisteering = (int32_t)bits(word, 22, 2);
    ht->ndpannouncement = flag(word, 24);
    ht->dei = flag(word, 29);
    return ht;
}

static Types__Dot11HTControlMFB *
feedback(struct nc_packet *pkt, uint32_t word)
{
    enum { SNR_SIGN = 32, SNR_BASE = 22 };
    Types__Dot11HTControlMFB *mfb = nc_new(pkt, types__dot11_htcontrol_mfb);

    mfb->numsts = (int32_t)bits(word, 9, 3);
    mfb->vhtmcs = (int32_t)bits(word, 12, 4);
    mfb->bw = (int32_t)bits(word, 16, 2);
    /* Six bits in two's complement, counted from 22 dB. */
    mfb->snr = (int32_t)(bits(word, 18, 6) ^ SNR_SIGN) - SNR_SIGN + SNR_BASE;
    return mfb;
}

/* Section 9.2.4.6.3: what some bits mean depends on whether feedback comes unasked, and whether
 * there is any. */
static Types__Dot11HTControlVHT *
vht_variant(struct nc_packet *pkt, uint32_t word)
{
    enum { NO_STREAMS = 7, NO_RATE = 15 };
    Types__Dot11HTControlVHT *vht = nc_new(pkt, types__dot11_htcontrol_vht);

    vht->mrq = flag(word, 2);
    vht->unsolicitedmfb = flag(word, 29);
    vht->mfb = feedback(pkt, word);
    if (!vht->unsolicitedmfb) {
        vht->mfsi = (int32_t)bits(word, 6, 3);
        if (vht->mrq)
            vht->msi = (int32_t)bits(word, 3, 3);
    } else if (vht->mfb->numsts != NO_STREAMS || vht->mfb->vhtmcs != NO_RATE) {
        vht->compressedmsi = (int32_t)bits(word, 3, 2);
        vht->stbcindication = flag(word, 5);
        vht->gid = (int32_t)(bits(word, 24, 3) << 3 | bits(word, 6, 3));
        vht->codingtype = (int32_t)bits(word, 27, 1);
        vht->fbtxbeamformed = flag(word, 28);
    }
    return vht;
}

static Types__Dot11HTControl *
read_control(struct nc_packet *pkt, struct nc_cursor *in)
{
    enum { VHT = 1, HE = 3 };
    Types__Dot11HTControl *control = nc_new(pkt, types__dot11_htcontrol);
    uint32_t word = nc_u32_le(in);

    if (bits(word, 0, 2) == HE)
        return control;
    control->acconstraint = flag(word, 30);
    control->rdgmoreppdu = flag(word, 31);
    if (bits(word, 0, 1) == VHT)
        control->vht = vht_variant(pkt, word);
    else
        control->ht = ht_variant(pkt, word);
    return control;
}

/* What the frame's data are. */
struct body {
    bool aggregate;
    bool mesh; /* they may begin with a mesh control */
};

/* The upper bits mean something else outside a mesh, section 9.2.4.5; in one, frames come from
 * other stations of it. */
static struct body
read_qos(struct nc_packet *pkt, struct nc_cursor *in, Types__Dot11 *dot11)
{
    struct body body = { .aggregate = nc_peek(in) & AGGREGATE };

    dot11->qos = nc_new(pkt, types__dot11_qos);
    read_qos_fields(pkt, in, dot11->qos);
    body.mesh = dot11->qos->txop & 1 && dot11->flags & FROM_DS;
    return body;
}

/* A wrapper has another control frame inside, which goes on behind the HT control. */
static void
read_control_frame(struct nc_packet *pkt, struct nc_cursor *in, Types__Dot11 *dot11)
{
    int type = dot11->type;

    if (type >> 2 == WRAPPER) {
        type = nc_u16_le(in) >> 2 & 63;
        dot11->htcontrol = read_control(pkt, in);
    }
    if ((type & KIND) == CONTROL && TRANSMITTER >> (type >> 2) & 1)
        dot11->address2 = nc_mac(pkt, in);
}

/* Section 9.2.4.7.3: flags, of which only how many addresses follow is not reserved. */
static void
skip_mesh_control(struct nc_cursor *in)
{
    uint8_t flags = nc_peek(in);

    if (nc_left(in) && flags < EXTENSION)
        nc_skip(in, MESH_HEAD + (size_t)flags * ADDRESS_SIZE);
}

/* Some hardware pads the header to four bytes.  It cannot be taken for LLC, whose null address
 * sends no data. */
static void
skip_padding(struct nc_cursor *in)
{
    struct nc_cursor next = nc_ahead(in);

    if (nc_tell(in) % 4 && nc_left(in) > 2 && nc_u16(&next) == 0)
        nc_skip(in, 2);
}

/* Section 9.3.2.2.2: each has two addresses and a length before it, and all but the last are padded
 * to four bytes.  Of one that is longer than what is left that much is there, and nothing of the
 * list. */
static struct nc_cursor
next_of_aggregate(struct nc_cursor *list)
{
    struct nc_cursor frame;
    size_t size, there, padding;

    nc_skip(list, (size_t)2 * ADDRESS_SIZE);
    size = nc_u16(list);
    there = nc_left(list);
    frame = nc_slice(list, size < there ? size : there);
    nc_require(list, size <= there, nc_truncated);
    padding = -(2 * ADDRESS_SIZE + 2 + size) & 3;
    nc_skip(list, padding < nc_left(list) ? padding : nc_left(list));
    return frame;
}

/* The first of them is what follows, of which the capture need not have all; the others come
 * besides. */
static void
read_aggregate(struct nc_packet *pkt, struct nc_cursor *in, bool mesh)
{
    struct nc_cursor list = nc_ahead(in), frame = next_of_aggregate(&list);

    nc_skip(in, (size_t)2 * ADDRESS_SIZE);
    nc_limit(in, nc_u16(in));
    if (mesh)
        skip_mesh_control(in);
    while (nc_left(&list)) {
        frame = next_of_aggregate(&list);
        if (mesh)
            skip_mesh_control(&frame);
        if (!nc_ok(&frame) && nc_ok(&list))
            nc_malformed(pkt, "mesh control that breaks off");
        if (nc_left(&frame) || nc_ok(&list))
            nc_beside(pkt, &frame, NC_ETHERTYPE, ETHERTYPE_LLC);
    }
    if (nc_ok(&list) || !nc_ok(in))
        return;
    if (nc_is_cut(pkt))
        nc_note(pkt, "aggregate that the capture has cut");
    else
        nc_malformed(pkt, "aggregate that breaks off");
}

static void
read_data_frame(struct nc_packet *pkt, struct nc_cursor *in, Types__Dot11 *dot11)
{
    enum { UNREADABLE = MORE_FRAGMENTS | PROTECTED };
    int subtype = dot11->type >> 2;
    struct body body = { 0 };

    read_addresses(pkt, in, dot11);
    if ((dot11->flags & (TO_DS | FROM_DS)) == (TO_DS | FROM_DS))
        dot11->address4 = nc_mac(pkt, in);
    if (subtype & QOS) {
        body = read_qos(pkt, in, dot11);
        if (dot11->flags & ORDER)
            dot11->htcontrol = read_control(pkt, in);
    }
    if (subtype & NO_DATA || dot11->flags & UNREADABLE || dot11->fragmentnumber || !nc_left(in))
        return;
    skip_padding(in);
    if (body.aggregate)
        read_aggregate(pkt, in, body.mesh);
    else if (body.mesh)
        skip_mesh_control(in);
    nc_next(pkt, NC_ETHERTYPE, ETHERTYPE_LLC);
}

/* What was read as kind and version are the flags, and the other way round. */
static void
swap_control(Types__Dot11 *dot11)
{
    int32_t flags = dot11->type << 2 | dot11->proto;

    dot11->type = dot11->flags >> 2;
    dot11->proto = dot11->flags & 3;
    dot11->flags = flags;
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__Dot11 *dot11 = record;

    if (nc_found_by(pkt).space == SWAPPED_FRAME)
        swap_control(dot11);
    nc_require(in, dot11->proto == 0, "version is not 0");
    dot11->checksum = fcs_take(in, nc_found_by(pkt).space == FCS_FRAME);
    switch (dot11->type & KIND) {
    case MANAGEMENT:
        read_addresses(pkt, in, dot11);
        if (dot11->flags & ORDER)
            dot11->htcontrol = read_control(pkt, in);
        break;
    case CONTROL:
        read_control_frame(pkt, in, dot11);
        break;
    case DATA:
        read_data_frame(pkt, in, dot11);
        break;
    }
}

NC_SCHEMA(dot11);

NC_PLUGIN(dot11,
    .name   = "Dot11",
    .about  = "Wireless LAN, IEEE 802.11",
    .type   = TYPES__TYPE__NC_Dot11,
    .record = &types__dot11__descriptor,
    .schema = &dot11_schema,
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, LINKTYPE_IEEE802_11), NC_KEY(FCS_FRAME, 0),
                    NC_KEY(SWAPPED_FRAME, 0)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
