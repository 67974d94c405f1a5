/* SPDX-License-Identifier: Apache-2.0 */
/* AVPs of Diameter, RFC 6733 section 4: their names and forms, and values as text.  By the tables
 * of RFC 6733 section 4.5, RFC 8506 (credit control), RFC 7155 and RFC 4072 (access servers, EAP),
 * and of 3GPP TS 29.229 and TS 29.272. */
#include "diameter.h"

enum { VENDOR_FLAG = 0x80, HEADER = 8, VENDOR_HEADER = 12, WORD = 4, DIGITS_MOST = 20 };
enum { THREE_GPP = 10415, IPV4_FAMILY = 1, IPV6_FAMILY = 2, FAMILY = 2 };

/* Seconds from 1900, RFC 5905, to 1970. */
#define SINCE_1900 UINT32_C(2208988800)

enum form { OCTETS, TEXT, IDENTITY, URI, NUMBER, NUMBER64, ENUMERATED, ADDRESS, TIME, GROUPED };

static const char *const forms[] = {
    [OCTETS] = "OctetString", [TEXT] = "UTF8String", [IDENTITY] = "DiameterIdentity",
    [URI] = "DiameterURI", [NUMBER] = "Unsigned32", [NUMBER64] = "Unsigned64",
    [ENUMERATED] = "Enumerated", [ADDRESS] = "Address", [TIME] = "Time", [GROUPED] = "Grouped"
};

struct kind {
    uint32_t vendor, code;
    const char *name;
    enum form form;
    bool secret; /* proves who somebody is */
};

static const struct kind kinds[] = {
    { 0, 1, "User-Name", TEXT, false },
    { 0, 2, "User-Password", OCTETS, true },
    { 0, 5, "NAS-Port", NUMBER, false },
    { 0, 6, "Service-Type", ENUMERATED, false },
    { 0, 7, "Framed-Protocol", ENUMERATED, false },
    { 0, 8, "Framed-IP-Address", OCTETS, false },
    { 0, 25, "Class", OCTETS, false },
    { 0, 27, "Session-Timeout", NUMBER, false },
    { 0, 30, "Called-Station-Id", TEXT, false },
    { 0, 31, "Calling-Station-Id", TEXT, false },
    { 0, 32, "NAS-Identifier", TEXT, false },
    { 0, 33, "Proxy-State", OCTETS, false },
    { 0, 44, "Acct-Session-Id", OCTETS, false },
    { 0, 50, "Acct-Multi-Session-Id", TEXT, false },
    { 0, 55, "Event-Timestamp", TIME, false },
    { 0, 61, "NAS-Port-Type", ENUMERATED, false },
    { 0, 85, "Acct-Interim-Interval", NUMBER, false },
    { 0, 257, "Host-IP-Address", ADDRESS, false },
    { 0, 258, "Auth-Application-Id", NUMBER, false },
    { 0, 259, "Acct-Application-Id", NUMBER, false },
    { 0, 260, "Vendor-Specific-Application-Id", GROUPED, false },
    { 0, 261, "Redirect-Host-Usage", ENUMERATED, false },
    { 0, 262, "Redirect-Max-Cache-Time", NUMBER, false },
    { 0, 263, "Session-Id", TEXT, false },
    { 0, 264, "Origin-Host", IDENTITY, false },
    { 0, 265, "Supported-Vendor-Id", NUMBER, false },
    { 0, 266, "Vendor-Id", NUMBER, false },
    { 0, 267, "Firmware-Revision", NUMBER, false },
    { 0, 268, "Result-Code", NUMBER, false },
    { 0, 269, "Product-Name", TEXT, false },
    { 0, 270, "Session-Binding", NUMBER, false },
    { 0, 271, "Session-Server-Failover", ENUMERATED, false },
    { 0, 272, "Multi-Round-Time-Out", NUMBER, false },
    { 0, 273, "Disconnect-Cause", ENUMERATED, false },
    { 0, 274, "Auth-Request-Type", ENUMERATED, false },
    { 0, 276, "Auth-Grace-Period", NUMBER, false },
    { 0, 277, "Auth-Session-State", ENUMERATED, false },
    { 0, 278, "Origin-State-Id", NUMBER, false },
    { 0, 279, "Failed-AVP", GROUPED, false },
    { 0, 280, "Proxy-Host", IDENTITY, false },
    { 0, 281, "Error-Message", TEXT, false },
    { 0, 282, "Route-Record", IDENTITY, false },
    { 0, 283, "Destination-Realm", IDENTITY, false },
    { 0, 284, "Proxy-Info", GROUPED, false },
    { 0, 285, "Re-Auth-Request-Type", ENUMERATED, false },
    { 0, 287, "Accounting-Sub-Session-Id", NUMBER64, false },
    { 0, 291, "Authorization-Lifetime", NUMBER, false },
    { 0, 292, "Redirect-Host", URI, false },
    { 0, 293, "Destination-Host", IDENTITY, false },
    { 0, 294, "Error-Reporting-Host", IDENTITY, false },
    { 0, 295, "Termination-Cause", ENUMERATED, false },
    { 0, 296, "Origin-Realm", IDENTITY, false },
    { 0, 297, "Experimental-Result", GROUPED, false },
    { 0, 298, "Experimental-Result-Code", NUMBER, false },
    { 0, 299, "Inband-Security-Id", NUMBER, false },
    { 0, 402, "CHAP-Auth", GROUPED, true },
    { 0, 415, "CC-Request-Number", NUMBER, false },
    { 0, 416, "CC-Request-Type", ENUMERATED, false },
    { 0, 418, "CC-Session-Failover", ENUMERATED, false },
    { 0, 431, "Granted-Service-Unit", GROUPED, false },
    { 0, 432, "Rating-Group", NUMBER, false },
    { 0, 436, "Requested-Action", ENUMERATED, false },
    { 0, 437, "Requested-Service-Unit", GROUPED, false },
    { 0, 439, "Service-Identifier", NUMBER, false },
    { 0, 443, "Subscription-Id", GROUPED, false },
    { 0, 446, "Used-Service-Unit", GROUPED, false },
    { 0, 448, "Validity-Time", NUMBER, false },
    { 0, 456, "Multiple-Services-Credit-Control", GROUPED, false },
    { 0, 461, "Service-Context-Id", TEXT, false },
    { 0, 462, "EAP-Payload", OCTETS, true },
    { 0, 480, "Accounting-Record-Type", ENUMERATED, false },
    { 0, 483, "Accounting-Realtime-Required", ENUMERATED, false },
    { 0, 485, "Accounting-Record-Number", NUMBER, false },
    { THREE_GPP, 601, "Public-Identity", TEXT, false },
    { THREE_GPP, 602, "Server-Name", TEXT, false },
    { THREE_GPP, 612, "SIP-Auth-Data-Item", GROUPED, true },
    { THREE_GPP, 628, "Supported-Features", GROUPED, false },
    { THREE_GPP, 1032, "RAT-Type", ENUMERATED, false },
    { THREE_GPP, 1400, "Subscription-Data", GROUPED, false },
    { THREE_GPP, 1401, "Terminal-Information", GROUPED, false },
    { THREE_GPP, 1405, "ULR-Flags", NUMBER, false },
    { THREE_GPP, 1406, "ULA-Flags", NUMBER, false },
    { THREE_GPP, 1407, "Visited-PLMN-Id", OCTETS, false },
    { THREE_GPP, 1408, "Requested-EUTRAN-Authentication-Info", GROUPED, false },
    { THREE_GPP, 1413, "Authentication-Info", GROUPED, true },
};

/* As IANA has them among the numbers of enterprises. */
static const struct {
    uint32_t code;
    const char *name;
} vendors[] = {
    { 9, "Cisco" }, { 94, "Nokia" }, { 193, "Ericsson" }, { 2011, "Huawei" }, { 5535, "3GPP2" },
    { THREE_GPP, "3GPP" }, { 13019, "ETSI" }
};

static const struct kind *
find(uint32_t vendor, uint32_t code)
{
    static const struct kind unknown = { 0, 0, "", OCTETS, false };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].code == code && kinds[i].vendor == vendor)
            return &kinds[i];
    return &unknown;
}

static const char *
vendor_name(uint32_t code)
{
    for (size_t i = 0; i < sizeof vendors / sizeof *vendors; i++)
        if (vendors[i].code == code)
            return vendors[i].name;
    return "";
}

static char *
decimal(struct nc_packet *pkt, uint64_t number)
{
    char *text = nc_alloc(pkt, DIGITS_MOST + 1), *at = text + DIGITS_MOST;

    do
        *--at = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    return at;
}

static uint64_t
number_of(ProtobufCBinaryData value)
{
    uint64_t number = 0;

    for (size_t i = 0; i < value.len; i++)
        number = number << 8 | value.data[i];
    return number;
}

uint32_t
diameter_number(ProtobufCBinaryData value)
{
    return value.len == WORD ? (uint32_t)number_of(value) : 0;
}

/* RFC 6733 section 4.3.1: the family, as IANA numbers them, and the bytes of one. */
static char *
address(struct nc_packet *pkt, ProtobufCBinaryData value)
{
    uint32_t family = value.len > FAMILY ? (uint32_t)value.data[0] << 8 | value.data[1] : 0;

    if (family == IPV4_FAMILY && value.len == FAMILY + 4)
        return nc_text_ipv4(pkt, value.data + FAMILY);
    if (family == IPV6_FAMILY && value.len == FAMILY + 16)
        return nc_text_ipv6(pkt, value.data + FAMILY);
    return (char *)"";
}

static char *
decoded(struct nc_packet *pkt, enum form form, ProtobufCBinaryData value)
{
    switch (form) {
    case TEXT: case IDENTITY: case URI: return nc_text(pkt, value);
    case NUMBER: case ENUMERATED:
        return value.len == WORD ? decimal(pkt, number_of(value)) : (char *)"";
    case NUMBER64: return value.len == 2 * WORD ? decimal(pkt, number_of(value)) : (char *)"";
    case TIME: return value.len == WORD ? decimal(pkt, (uint32_t)number_of(value) - SINCE_1900)
                                        : (char *)"";
    case ADDRESS: return address(pkt, value);
    default: return (char *)"";
    }
}

static void
read_value(struct nc_packet *pkt, ProtobufCBinaryData value, Types__AVP *avp)
{
    const struct kind *kind = find(avp->vendorcode, avp->attributecode);

    avp->attributename = (char *)kind->name;
    avp->attributeformat = (char *)(*kind->name ? forms[kind->form] : "");
    avp->valuelen = (uint32_t)value.len;
    avp->value = kind->secret ? nc_secret(pkt, value) : value;
    avp->decodedvalue = decoded(pkt, kind->form, value);
}

/* RFC 6733 section 4.1; the last one's padding may be missing where the length leaves it out. */
Types__AVP *
diameter_avp(struct nc_packet *pkt, struct nc_cursor *in, Types__Diameter *message)
{
    Types__AVP *avp = nc_add(pkt, message, avps, types__avp);

    avp->attributecode = nc_u32(in);
    avp->flags = nc_u8(in);
    avp->len = nc_u24(in);
    avp->headerlen = avp->flags & VENDOR_FLAG ? VENDOR_HEADER : HEADER;
    if (avp->flags & VENDOR_FLAG) {
        avp->vendorcode = nc_u32(in);
        avp->vendorname = (char *)vendor_name(avp->vendorcode);
        avp->vendorid = decimal(pkt, avp->vendorcode);
    }
    nc_require(in, avp->len >= avp->headerlen, "AVP shorter than its header");
    if (!nc_ok(in))
        return avp;
    read_value(pkt, nc_bytes(in, avp->len - avp->headerlen), avp);
    avp->padding = -avp->len % WORD;
    nc_require(in, avp->padding <= nc_left(in), "AVP without its padding");
    nc_skip(in, avp->padding);
    return avp;
}
