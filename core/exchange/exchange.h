/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of netcap that exchange records with others. */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include "commands/command.h"
#include "sandbox/sandbox.h"

#define EXCHANGE_COMMANDS(_) \
    _(command_send)          \
    _(command_collect)       \
    _(command_keys)

#define EXCHANGE_DECLARE(it) extern const struct command it;
EXCHANGE_COMMANDS(EXCHANGE_DECLARE)

#endif
