/* SPDX-License-Identifier: Apache-2.0 */
/* Mails as SMTP and POP3 send them: lines up to one with a dot alone, RFC 5321 section 4.5.2.  They
 * are passed over, but for the Message-ID of their header, RFC 5322 section 3.6.4. */
#ifndef MAILS_H
#define MAILS_H

#include "lines.h"

enum { MAIL_ID_MOST = 250 };

struct mail {
    uint64_t size; /* of its lines with their ends */
    bool behind_header, id_follows;
    uint8_t id_size;
    uint8_t id[MAIL_ID_MOST];
};

static inline void
mail_keeps_id(struct mail *mail, ProtobufCBinaryData value)
{
    mail->id_follows = !value.len;
    mail->id_size = (uint8_t)(value.len < MAIL_ID_MOST ? value.len : MAIL_ID_MOST);
    if (value.len)
        memcpy(mail->id, value.data, mail->id_size);
}

static inline void
mail_reads_header(struct mail *mail, ProtobufCBinaryData line)
{
    bool follows = mail->id_follows && line.len && blank(*line.data);
    ProtobufCBinaryData value = line;

    mail->behind_header = !line.len;
    mail->id_follows = false;
    if (follows)
        mail_keeps_id(mail, trimmed(line));
    else if (!mail->id_size && is(trimmed(cut(&value, ':')), "message-id"))
        mail_keeps_id(mail, trimmed(value));
}

/* Reads as much of a mail as there is; whether that was its end. */
static inline bool
mail_ends(struct nc_cursor *in, struct line_side *side, struct mail *mail)
{
    size_t left;

    do {
        ProtobufCBinaryData line;
        bool is_line;

        left = nc_left(in);
        is_line = lines_next(in, side, &line);
        if (is_line && line.len == 1 && *line.data == '.')
            return true;
        if (is_line && !mail->behind_header)
            mail_reads_header(mail, line);
        mail->size += left - nc_left(in);
    } while (nc_left(in) < left);
    return false;
}

#endif
