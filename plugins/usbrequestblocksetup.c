/* SPDX-License-Identifier: Apache-2.0 */
/* The setup packet of a control transfer, USB 2.0 section 9.3. */
#include <netcap/plugin.h>

#include "netcap.pb-c.h"
#include "usbrequestblocksetup.pb-c.h"

enum { SETUP_OF_CONTROL = 0x102 };

#define HEADER(_)           \
    _(UINT, requesttype, 8) \
    _(UINT, request, 8)     \
    _(UINT_LE, value, 16)   \
    _(UINT_LE, index, 16)   \
    _(UINT_LE, length, 16)

NC_HEADER(Types__USBRequestBlockSetup, HEADER)

NC_SCHEMA(usbrequestblocksetup);

NC_PLUGIN(usbrequestblocksetup,
    .name   = "USBRequestBlockSetup",
    .about  = "Setup packet of a USB control transfer",
    .type   = TYPES__TYPE__NC_USBRequestBlockSetup,
    .record = &types__usbrequest_block_setup__descriptor,
    .schema = &usbrequestblocksetup_schema,
    .on     = NC_ON(NC_KEY(NC_USB, SETUP_OF_CONTROL)),
    .fields = header,
    .read   = read_header);
