/* SPDX-License-Identifier: Apache-2.0 */
/* The sub-commands of netcap, each in a file of its own and a row here. */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "commands/command.h"

/* In the order that the help has them in. */
#define COMMANDS(_)   \
    _(command_dump)   \
    _(command_head)   \
    _(command_tail)   \
    _(command_stats)  \
    _(command_export) \
    _(command_packets) \
    _(command_fields) \
    _(command_info)   \
    _(command_report) \
    _(command_check)  \
    _(command_merge)  \
    _(command_label)  \
    _(command_anonymize) \
    _(command_status) \
    _(command_verify) \
    _(command_diff)   \
    _(command_proto)

#define COMMAND_DECLARE(it) extern const struct command it;
COMMANDS(COMMAND_DECLARE)

#endif
