/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this plugin have of each other. */
#ifndef KERBEROS_H
#define KERBEROS_H

#include <netcap/der.h>
#include <netcap/plugin.h>

#include "kerberos.pb-c.h"

/* What is wrong inside an element is wrong with what it stands in. */
void kerberos_end(struct nc_cursor *in, const struct nc_cursor *inside);
/* All members are tagged, and one element is in a tag. */
uint8_t kerberos_tag(uint8_t number);
bool kerberos_has(const struct nc_cursor *in, uint8_t number);
/* Numbers that have no sign are met with one, as they have 32 bits. */
int64_t kerberos_read_number(struct nc_cursor *in);
int64_t kerberos_number(struct nc_cursor *in, uint8_t number);
char *kerberos_text(struct nc_packet *pkt, struct nc_cursor *in, uint8_t number);
char *kerberos_time(struct nc_packet *pkt, struct nc_cursor *in, uint8_t number);
/* With the microseconds of the member that follows it. */
char *kerberos_fine_time(struct nc_packet *pkt, struct nc_cursor *in, uint8_t number);
/* Section 5.2.2: a type, and parts. */
char *kerberos_name(struct nc_packet *pkt, struct nc_cursor *in, uint8_t number, int32_t *type);
/* Section 5.2.9: how and with which key, and what nobody else can read. */
void kerberos_encrypted(struct nc_cursor *in, uint8_t number, int32_t *type, uint32_t *version);

#endif
