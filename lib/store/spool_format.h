/*
 * spool_format.h (store) - the constants of the spool's file format
 * For its writer and its reader alone; spool_file.h draws the format.
 */
#ifndef STORE_SPOOL_FORMAT_H
#define STORE_SPOOL_FORMAT_H

#define SPOOL_MAGIC		"OSSBSSP1"
#define SPOOL_MAGIC_LEN		8

/* skippable frames of zstd: 0x184d2a50 to 5f (RFC 8878 3.1.2) */
#define SPOOL_FRAME_HEAD	0x184d2a50u
#define SPOOL_FRAME_KEYS	0x184d2a51u
#define SPOOL_FRAME_MARKS	0x184d2a52u
#define SPOOL_FRAME_INDEX	0x184d2a53u
#define SPOOL_FRAME_FOOT	0x184d2a54u
#define SPOOL_SKIP_OCTETS	8	/* header of such a frame */
#define SPOOL_FOOT_OCTETS	32

enum spool_column {
	COLUMN_TS, COLUMN_LINE_LEN, COLUMN_ID, COLUMN_ID_LEN, COLUMN_USER,
	COLUMN_USER_LEN, COLUMN_TYPE, COLUMN_SLOT, COLUMN_QUANTITY,
	COLUMN_AMOUNT, SPOOL_COLUMNS
};

#endif
