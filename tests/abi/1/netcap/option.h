/* SPDX-License-Identifier: Apache-2.0 */
/* Options of a plugin that the ini file sets, as rows:
 *
 *     struct options { bool payload; };
 *
 *     static const struct nc_option options[] = {
 *         NC_BOOL(struct options, payload, false, "write the payload bytes"),
 *         NC_OPTIONS_END
 *     };
 *
 * and in the plugin `.options = options, .options_size = sizeof(struct options)`.  The core reads
 * and checks the text and keeps the values; decoders get them from nc_options(). */
#ifndef NETCAP_OPTION_H
#define NETCAP_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum nc_option_kind { NC_OPTION_END, NC_OPTION_BOOL, NC_OPTION_UINT };

struct nc_option {
    const char *name; /* the ini key: the member's name */
    const char *help; /* one line */
    uint32_t member;  /* its offset */
    uint32_t kind;    /* enum nc_option_kind */
    uint64_t initial, least, most;
};

#define NC_BOOL(type, m, initial_, help_)                                                         \
    { #m, help_, offsetof(type, m) + _Generic(((type *)0)->m, bool: 0), NC_OPTION_BOOL,           \
      initial_, 0, 1 }
#define NC_UINT(type, m, initial_, least_, most_, help_)                                          \
    { #m, help_, offsetof(type, m) + _Generic(((type *)0)->m, uint64_t: 0), NC_OPTION_UINT,       \
      initial_, least_, most_ }
#define NC_OPTIONS_END { NULL, NULL, 0, NC_OPTION_END, 0, 0, 0 }

/* Stands in NC_PLUGIN for .options and .options_size of a plugin whose one option is `payload`, off
 * unless the ini file says otherwise; the decoder asks nc_wants_payload(). */
struct nc_payload_option {
    bool payload;
};

#define NC_PAYLOAD(help)                                                                          \
    .options = (const struct nc_option[]){                                                        \
        NC_BOOL(struct nc_payload_option, payload, false, help), NC_OPTIONS_END                   \
    },                                                                                            \
    .options_size = sizeof(struct nc_payload_option)

#endif
