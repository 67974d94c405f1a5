/* SPDX-License-Identifier: Apache-2.0 */
/* Key frames of EAP over LAN: IEEE 802.11-2020 section 12.7.2, and the older RC4 descriptor of
 * IEEE 802.1X-2004 section 7.6, which has some of the same fields in another order. */
#include <netcap/plugin.h>

#include "eapolkey.pb-c.h"
#include "netcap.pb-c.h"

enum { RC4 = 1, RSN = 2, WPA = 254 };
enum { MIC = 16, EAPOL_KEY = 3 };

#define RSN_FIELDS(_)                \
    _(WORD, , 16)                    \
    _(BITS, keydescriptorversion, 3) \
    _(BITS, keytype, 1)              \
    _(BITS, keyindex, 2)             \
    _(BITS, install, 1)              \
    _(BITS, keyack, 1)               \
    _(BITS, keymic, 1)               \
    _(BITS, secure, 1)               \
    _(BITS, micerror, 1)             \
    _(BITS, request, 1)              \
    _(BITS, hasencryptedkeydata, 1)  \
    _(BITS, smkmessage, 1)           \
    _(SKIP, , 2)                     \
    _(UINT, keylength, 16)           \
    _(UINT, replaycounter, 64)       \
    _(BYTES, nonce, 256)             \
    _(BYTES, iv, 128)                \
    _(UINT, rsc, 64)                 \
    _(UINT, id, 64)

NC_FIELDS(rsn_fields, Types__EAPOLKey, RSN_FIELDS)

/* The type's one bit says pairwise. */
#define RC4_FIELDS(_)          \
    _(UINT, keylength, 16)     \
    _(UINT, replaycounter, 64) \
    _(BYTES, iv, 128)          \
    _(UINT, keytype, 1)        \
    _(UINT, keyindex, 7)       \
    _(BYTES, mic, 128)

NC_FIELDS(rc4_fields, Types__EAPOLKey, RC4_FIELDS)

static void
read_data(struct nc_packet *pkt, struct nc_cursor *in, Types__EAPOLKey *key)
{
    key->keydatalength = nc_u16(in);
    if ((size_t)key->keydatalength > nc_left(in))
        nc_malformed(pkt, "key data runs past the packet");
    nc_limit(in, (size_t)key->keydatalength);
    if (key->hasencryptedkeydata)
        key->encryptedkeydata = nc_rest(in);
}

/* How long the integrity code is depends on the key management, which only other frames tell,
 * section 12.7.2 table 12-11; but the length of the data behind it must end with the frame.
 * There is none where the cipher of the data keeps them whole. */
static size_t
mic_size(const struct nc_cursor *in, const Types__EAPOLKey *key)
{
    static const uint8_t sizes[] = { MIC, 24, 32, 0 };
    size_t left = nc_left(in);
    size_t tries = key->hasencryptedkeydata && !key->keymic ? sizeof sizes : sizeof sizes - 1;

    for (size_t i = 0; i < tries; i++) {
        size_t before = sizes[i] + sizeof(uint16_t);
        struct nc_cursor length = nc_ahead(in);

        nc_skip(&length, sizes[i]);
        if (left >= before && nc_u16(&length) == left - before)
            return sizes[i];
    }
    return MIC;
}

static void
read_rsn(struct nc_packet *pkt, struct nc_cursor *in, Types__EAPOLKey *key)
{
    read_rsn_fields(pkt, in, key);
    key->mic = nc_bytes(in, mic_size(in, key));
    read_data(pkt, in, key);
}

/* What is left is the key, enciphered; without one the peers have made their own. */
static void
read_rc4(struct nc_packet *pkt, struct nc_cursor *in, Types__EAPOLKey *key)
{
    read_rc4_fields(pkt, in, key);
    nc_limit(in, (size_t)key->keylength);
    key->hasencryptedkeydata = nc_left(in) > 0;
    key->encryptedkeydata = nc_rest(in);
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__EAPOLKey *key = record;

    key->keydescriptortype = nc_u8(in);
    if (key->keydescriptortype == RC4)
        read_rc4(pkt, in, key);
    else if (key->keydescriptortype == RSN || key->keydescriptortype == WPA)
        read_rsn(pkt, in, key);
    else
        nc_fail(in, "unknown key descriptor");
    nc_skip(in, nc_left(in));
}

NC_SCHEMA(eapolkey);

NC_PLUGIN(eapolkey,
    .name   = "EAPOLKey",
    .about  = "Key frame of EAP over LAN",
    .type   = TYPES__TYPE__NC_EAPOLKey,
    .record = &types__eapolkey__descriptor,
    .schema = &eapolkey_schema,
    .on     = NC_ON(NC_KEY(NC_EAPOL_TYPE, EAPOL_KEY)),
    .decode = decode);
