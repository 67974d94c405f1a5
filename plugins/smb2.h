/* SPDX-License-Identifier: Apache-2.0 */
/* What SMB2's files have of each other. */
#ifndef SMB2_H
#define SMB2_H

#include <netcap/plugin.h>

#include "smb2.pb-c.h"

/* What a command says behind its header, which begins this message. */
void smb2_command(struct nc_packet *, struct nc_cursor *message, Types__SMB2 *);

/* Who logs in, where that is said by NTLM: in a token of GSS, or by itself. */
void smb2_ntlm(struct nc_packet *, struct nc_cursor token, Types__SMB2 *);

#endif
