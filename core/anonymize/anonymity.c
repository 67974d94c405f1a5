/* SPDX-License-Identifier: Apache-2.0 */
#include "anonymize/anonymity.h"

void
anonymity_begin(struct anonymity *a, const uint8_t key[PAN_KEY])
{
    secret_begin(&a->secret, key);
    a->addresses.secret = &a->secret;
    a->community.addresses = &a->addresses;
    a->names.addresses = &a->addresses;
    a->names.small.fd = a->names.plain.fd = a->word.fd = a->room.fd = -1;
}

void
anonymity_end(struct anonymity *a)
{
    names_free(&a->names);
    community_free(&a->community);
    textbuf_free(&a->word);
    textbuf_free(&a->room);
    secret_end(&a->secret);
}
