/* SPDX-License-Identifier: Apache-2.0 */
/* libpcap numbers some link types in memory (DLT_) otherwise than in files (LINKTYPE_). */
#ifndef LINKTYPE_H
#define LINKTYPE_H

#include <stdint.h>

uint16_t linktype_of_dlt(int dlt);
int dlt_of_linktype(uint16_t linktype);

#endif
