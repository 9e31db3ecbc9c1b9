#!/usr/bin/env python3
"""recordings.py make FOLDER SEED COUNT | styles FOLDER TRUTH SEED COUNT |
    check FOLDER [NODE...] <samples

make writes recordings of devices that are odd: tables that are there in part,
gaps, counters of the wrong type, texts that are no texts; as .snmprec, as
snmpwalk prints, and packed. styles writes each device twice: plainly to TRUTH,
and to FOLDER as somebody may have kept it: names of MIBs, without types, out
of order, with other lines between. check reads plain recordings by itself,
says what the ports must be after ossctl-poll(1), and compares with its output.
"""
import gzip
import json
import os
import random
import re
import sys

IF = '1.3.6.1.2.1.2.2.1.'
IFX = '1.3.6.1.2.1.31.1.1.1.'
DOT3 = '1.3.6.1.2.1.10.7.2.1.'
UPTIME = '1.3.6.1.2.1.1.3.0'
NUMBERS = {2, 65, 66, 67, 70}
STATES = [None, 'up', 'down', 'testing', 'unknown', 'dormant', 'notPresent',
          'lowerLayerDown']


# ---- reading -------------------------------------------------------------

def escaped(text):
    """The octets of a value with escapes."""
    out = bytearray()
    for m in re.finditer(rb'\\x([0-9a-fA-F]{2})|\\([0-7]{1,3})|\\(.)|(.)',
                         text, re.S):
        if m[1]:
            out += bytes([int(m[1], 16)])
        elif m[2]:
            out += bytes([int(m[2], 8) & 255])
        elif m[3]:
            at = b'nrtabfv\\"\''.find(m[3])
            out += (b'\\' + m[3] if at < 0
                    else b'\n\r\t\a\b\f\v\\"\''[at:at + 1])
        else:
            out += m[4]
    return bytes(out)


def snmprec(line):
    name, tag, value = line.split(b'|', 2)
    form = tag[-1:].decode() if tag[-1:] in b'xe' and tag[-1:] else ''
    tag = int(tag.rstrip(b'xe'))
    if tag == 4:
        value = (bytes.fromhex(value.decode()) if form == 'x'
                 else escaped(value) if form == 'e' else value)
    elif tag in NUMBERS:
        value = int(value)
        if tag in (65, 66, 67) and value < 0:
            value &= 0xffffffff
    else:
        return None
    return name.decode().lstrip('.'), tag, value


WALK = {b'INTEGER': 2, b'Counter32': 65, b'Gauge32': 66, b'Counter64': 70}
BARE = re.compile(r'(1\.3\.6\.1\.2\.1\.1\.3|%s9|%s19)\.[0-9]+$' % (
    re.escape(IF), re.escape(IFX)))


def walk(line):
    name, value = line.split(b' = ', 1)
    name = name.decode().lstrip('.')
    if value == b'""':
        return name, 4, b''
    if BARE.match(name) and value.isdigit():
        return name, 67, int(value)
    kind, _, value = value.partition(b':')
    value = value.strip(b' ')
    if kind == b'Hex-STRING':
        return name, 4, bytes.fromhex(value.decode())
    if kind == b'STRING':
        if value[:1] == b'"':
            value = value[1:-1]
        return name, 4, re.sub(rb'\\(.)', rb'\1', value)
    if kind == b'Timeticks':
        return name, 67, int(value[1:value.index(b')')])
    if kind in WALK:
        if value.endswith(b')'):
            value = value[value.index(b'(') + 1:-1]
        return name, WALK[kind], int(value)
    return None


def cells(path):
    data = open(path, 'rb').read()
    if path.endswith('.gz'):
        data = gzip.decompress(data)
    found = {}
    for line in data.split(b'\n'):
        if re.match(rb'\.?[0-9.]+\|', line):
            cell = snmprec(line)
        elif re.match(rb'\.[0-9.]+ = ', line):
            cell = walk(line)
        else:
            continue
        if cell:
            found.setdefault(cell[0], cell[1:])
    return found


# ---- what the ports must be ------------------------------------------------

def text(octets):
    octets = octets.split(b'\0')[0]
    try:
        s = octets.decode('utf-8')
    except UnicodeDecodeError:
        s = octets.decode('latin-1')
    s = ''.join(' ' if ord(c) < 32 or 127 <= ord(c) < 160 else c for c in s)
    return s.strip(' ')


def number(cell):
    if cell is None or cell[0] not in NUMBERS or cell[1] < 0:
        return None
    return cell[1]


def by_index(found, column):
    out = {}
    for name, cell in found.items():
        if name.startswith(column + '.'):
            rest = name[len(column) + 1:]
            if rest.isdigit() and int(rest) <= 0xffffffff:
                out[int(rest)] = cell
    return out


def speed(low, high):
    if low == 0xffffffff:
        low, seen = None, True
    else:
        seen = False
    if low is None and high is None:
        return None
    bps = (high or 0) * 1000000
    if bps > 0xffffffff or not low:
        return None if not bps and seen else bps
    return low


def octets(row):
    """(in, out, bits): one width for both, the wide one if it can be."""
    wide, narrow = {}, {}
    for key, hc, plain in (('in', 'hc_in', 'in'), ('out', 'hc_out', 'out')):
        for cell in (row.get(hc), row.get(plain)):
            if number(cell) is None:
                continue
            if cell[0] == 70:
                wide.setdefault(key, cell[1])
            else:
                narrow[key] = cell[1]
    whole = len(wide) == 2 and not (row.get('dead') and len(narrow) == 2)
    both = wide if whole or (wide and len(narrow) < 2) else narrow
    bits = 64 if both is wide else 32
    return both.get('in'), both.get('out'), bits if both else None


def packets(cells_):
    if any(c is None or c[0] != 70 for c in cells_):
        return None
    return sum(c[1] for c in cells_) & 0xffffffffffffffff


def state(cell, last):
    n = number(cell)
    return STATES[n] if n is not None and 0 < n <= last else None


COLUMNS = {
    'descr': IF + '2', 'type': IF + '3', 'mtu': IF + '4', 'speed': IF + '5',
    'mac': IF + '6', 'admin': IF + '7', 'oper': IF + '8',
    'last': IF + '9', 'in_discards': IF + '13', 'in_errors': IF + '14',
    'out_discards': IF + '19', 'out_errors': IF + '20', 'name': IFX + '1',
    'hc_in': IFX + '6', 'in_u': IFX + '7', 'in_m': IFX + '8',
    'in_b': IFX + '9', 'hc_out': IFX + '10', 'out_u': IFX + '11',
    'out_m': IFX + '12', 'out_b': IFX + '13', 'high': IFX + '15',
    'alias': IFX + '18', 'disc': IFX + '19',
}
LATER = {    # make no port by themselves
    'align': DOT3 + '2', 'fcs': DOT3 + '3', 'late': DOT3 + '8',
    'duplex': DOT3 + '19',
}
NARROW = {'in': IF + '10', 'out': IF + '16'}


def lacks_wide(r):
    return any(r.get(k) is None or r[k][0] != 70 for k in ('hc_in', 'hc_out'))


def counted(r, *keys):
    """Whether 64-bit counters (hc_) or 32-bit ones have counted."""
    return any(r.get(k) and (r[k][0] == 70) == k.startswith('hc_')
               and number(r[k]) for k in keys)


def tables(found):
    rows = {}
    for key, column in COLUMNS.items():
        for i, cell in by_index(found, column).items():
            rows.setdefault(i, {})[key] = cell
    later = dict(LATER)
    silent = not any(counted(r, 'hc_in', 'hc_out') for r in rows.values())
    if silent or any(lacks_wide(r) for r in rows.values()):
        for key, column in NARROW.items():
            for i, cell in by_index(found, column).items():
                rows.setdefault(i, {})[key] = cell
    dead = silent and any(not lacks_wide(r) and counted(r, 'in', 'out')
                          for r in rows.values())
    for key, column in later.items():
        for i, cell in by_index(found, column).items():
            if i in rows:
                rows[i][key] = cell
    for r in rows.values():
        r['dead'] = dead
    return rows


def names(rows, node):
    def clean(cell):
        return text(cell[1]) if cell and cell[0] == 4 else ''

    name = {i: clean(r.get('name')) or clean(r.get('descr')) or str(i)
            for i, r in rows.items()}
    for _ in range(4):
        taken = {}
        for i, s in name.items():
            taken.setdefault(s, []).append(i)
        twice = [i for s, l in taken.items() if len(l) > 1 or s == node
                 for i in l]
        for i in twice:
            name[i] += '#%d' % i
        if not twice:
            break
    return name


def hardware(cell):
    """Six octets, or six numbers of them as text."""
    if cell is None or cell[0] != 4:
        return None
    octets_ = cell[1]
    if re.fullmatch(rb'[0-9A-Fa-f]{1,2}([:-][0-9A-Fa-f]{1,2}){5}', octets_):
        octets_ = bytes(int(x, 16) for x in re.split(rb'[:-]', octets_))
    if len(octets_) != 6 or not any(octets_):
        return None
    return ':'.join('%02x' % b for b in octets_)


def port(r, i, object_, uptime):
    alias = r.get('alias')
    duplex = number(r.get('duplex'))
    got = octets(r)
    p = {
        'object': object_, 'if_index': i,
        'alias': text(alias[1]) if alias and alias[0] == 4 else None,
        'admin': state(r.get('admin'), 3), 'oper': state(r.get('oper'), 7),
        'speed_bps': speed(number(r.get('speed')), number(r.get('high'))),
        'in_octets': got[0], 'out_octets': got[1], 'counter_bits': got[2],
        'in_errors': number(r.get('in_errors')),
        'out_errors': number(r.get('out_errors')),
        'in_discards': number(r.get('in_discards')),
        'out_discards': number(r.get('out_discards')),
        'uptime_cs': uptime, 'discontinuity_cs': number(r.get('disc')),
        'if_type': number(r.get('type')), 'mtu': number(r.get('mtu')),
        'duplex': ({1: 'unknown', 2: 'half', 3: 'full'}.get(duplex)),
        'mac': hardware(r.get('mac')),
        'last_change_cs': number(r.get('last')),
        'in_packets': packets([r.get(k) for k in ('in_u', 'in_m', 'in_b')]),
        'out_packets': packets([r.get(k)
                                for k in ('out_u', 'out_m', 'out_b')]),
        'in_fcs_errors': number(r.get('fcs')),
        'in_alignment_errors': number(r.get('align')),
        'late_collisions': number(r.get('late')),
    }
    return {k: v for k, v in p.items() if v is not None and v != ''}


def ports(path, node):
    found = cells(path)
    uptime = number(found.get(UPTIME))
    if uptime is not None and uptime > 0xffffffff:
        uptime = None
    rows = tables(found)
    name = names(rows, node)
    return [port(rows[i], i, name[i], uptime) for i in sorted(rows)]


def node_of(file):
    file = re.sub(r'\.(gz|zst)$', '', file)
    return file.rsplit('.', 1)[0] if '.' in file[1:] else file


def check(folder):
    seen, bad, compared = {}, 0, 0
    for line in sys.stdin:
        r = json.loads(line)
        if r.get('kind') == 'interface':
            node = r['node']
            for k in ('type', 'ts', 'node', 'kind', 'ip_addresses'):
                r.pop(k, None)
            seen.setdefault(node, []).append(r)
    for file in sorted(os.listdir(folder)):
        node = node_of(file)
        want, got = ports(os.path.join(folder, file), node), seen.get(node, [])
        compared += len(want)
        if want == got:
            continue
        bad += 1
        print('%s: %d ports wanted, %d came' % (node, len(want), len(got)))
        for w, g in zip(want, got):
            if w != g:
                for k in sorted(set(w) | set(g)):
                    if w.get(k) != g.get(k):
                        print('  %s %s: %r wanted, %r came' % (
                            w['if_index'], k, w.get(k), g.get(k)))
                break
    print('%d recordings, %d ports, %d differ' % (
        len(os.listdir(folder)), compared, bad))
    return bad != 0


# ---- making ----------------------------------------------------------------

def some_text(rng):
    return rng.choice([
        b'eth%d' % rng.randrange(4), b'', b'  ', b'ge-0/0/%d' % rng.randrange(
            9), b'port \xe9\xff', 'Stra\u00dfe'.encode(), b'a"b\\c', b'a|b=c',
        b'up\x1b[31m red', b'nul\0 behind', b'tab\there', b'x\xc2\x9by',
        b'line\nbreak', b'# no comment', b'1.3.6.1|4|x', b'\xf0\x9f\x98\x80',
        b'= STRING: "q"', b'%d' % rng.randrange(10 ** 6)])


def some_number(rng, tag):
    top = 2 ** 64 - 1 if tag == 70 else 2 ** 31 - 1 if tag == 2 \
        else 2 ** 32 - 1
    n = rng.choice([0, 1, 7, top, top - 1, rng.randrange(top),
                    rng.randrange(100000)])
    return -n - 1 if tag == 2 and rng.random() < 0.1 else n


TAGS = {'type': 2, 'mtu': 2, 'speed': 66, 'admin': 2, 'oper': 2, 'last': 67,
        'in_discards': 65, 'in_errors': 65, 'out_discards': 65,
        'out_errors': 65, 'high': 66, 'disc': 67, 'in': 65, 'out': 65,
        'align': 65, 'fcs': 65, 'late': 65, 'duplex': 2}


def some_cell(rng, key, odd):
    if key in ('descr', 'name', 'alias'):
        return 4, some_text(rng)
    if key == 'mac':
        return 4, rng.choice([b'', b'\0' * 6, b'\0\x1b!\x01\x02\x03',
                              b'0:1b:21:1:2:3', b'00-1B-21-0A-0B-0C',
                              b'0:1:2', b'0:0:0:0:0:0', b'0:1:2:3:4:5:',
                              b'1:2:3:4:5:678', bytes(
                                  rng.randrange(256) for _ in range(6))])
    tag = TAGS.get(key, 70)
    if odd and rng.random() < 0.15:
        tag = rng.choice([2, 65, 66, 67, 70, 4])
    if tag == 4:
        return 4, b'12'
    if key in ('admin', 'oper', 'duplex'):
        return tag, rng.randrange(9)
    if key == 'speed' and rng.random() < 0.4:
        return tag, rng.choice([0, 10 ** 7, 10 ** 8, 10 ** 9, 2 ** 32 - 1,
                                1410065408])
    if key == 'high' and rng.random() < 0.7:
        return tag, rng.choice([0, 10, 100, 1000, 10000, 100000])
    if key == 'high':
        return tag, rng.randrange(10 ** 6)
    return tag, some_number(rng, tag)


def some_device(rng, odd):
    found = {'1.3.6.1.2.1.1.1.0': (4, some_text(rng))}
    if rng.random() < 0.9:
        tag = rng.choice([67, 67, 67, 2, 66, 65, 70]) if odd else 67
        found[UPTIME] = (tag, abs(some_number(rng, tag)))
    indexes = sorted(rng.sample(range(1, 60), rng.randrange(1, 12)))
    if rng.random() < 0.3:
        indexes += [2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]
    columns = {**COLUMNS, **LATER, **NARROW}
    gaps = rng.choice([0, 0, 0.1, 0.5])
    silent = rng.random() < 0.2
    for key, column in columns.items():
        if rng.random() < 0.25:
            continue
        for i in indexes:
            if rng.random() >= gaps:
                found['%s.%d' % (column, i)] = (70, 0) if silent \
                    and key.startswith('hc_') else some_cell(rng, key, odd)
    if rng.random() < 0.2:
        found[IF + '2.5.0'] = (4, b'two numbers')
    return found


def by_name(name):
    return [int(x) for x in name.split('.')]


def as_snmprec(rng, name, tag, value):
    if tag != 4:
        return b'%s|%d|%d' % (name.encode(), tag, value)
    plain = not set(value) & set(b'\n\r\0')
    if plain and rng.random() < 0.5:
        return b'%s|4|%s' % (name.encode(), value)
    if rng.random() < 0.5:
        return b'%s|4x|%s' % (name.encode(), value.hex().encode())
    return b'%s|4e|%s' % (name.encode(), b''.join(
        bytes([c]) if 32 <= c < 127 and c != 92 else b'\\x%02x' % c
        for c in value))


def as_walk(name, tag, value):
    name = b'.' + name.encode()
    if tag == 4:
        if all(32 <= c < 127 for c in value):
            return name + b' = STRING: "%s"' % re.sub(rb'(["\\])', rb'\\\1',
                                                      value)
        return name + b' = Hex-STRING: %s' % value.hex(' ').upper().encode()
    if tag == 67:
        return name + b' = Timeticks: (%d) 0:00:00.00' % value
    kind = {v: k for k, v in WALK.items()}[tag]
    return name + b' = %s: %d' % (kind, value)


def make(folder, seed, count):
    rng = random.Random(seed)
    for n in range(count):
        found = some_device(rng, rng.random() < 0.7)
        form = rng.choice(['snmprec', 'snmprec', 'walk'])
        lines = [as_walk(name, *found[name]) if form == 'walk'
                 else as_snmprec(rng, name, *found[name])
                 for name in sorted(found, key=by_name)]
        data = b'\n'.join(lines) + b'\n'
        path = os.path.join(folder, 'd%03d.%s' % (n, form))
        if rng.random() < 0.3:
            path, data = path + '.gz', gzip.compress(data, mtime=0)
        with open(path, 'wb') as f:
            f.write(data)


# ---- as people keep them -------------------------------------------------------

LABELS = {'admin': STATES[1:4], 'oper': STATES[1:],
          'duplex': ['unknown', 'halfDuplex', 'fullDuplex']}
MIB_NAMES = {
    'descr': 'ifDescr', 'type': 'ifType', 'mtu': 'ifMtu', 'speed': 'ifSpeed',
    'mac': 'ifPhysAddress', 'admin': 'ifAdminStatus', 'oper': 'ifOperStatus',
    'last': 'ifLastChange', 'in_discards': 'ifInDiscards',
    'in_errors': 'ifInErrors', 'out_discards': 'ifOutDiscards',
    'out_errors': 'ifOutErrors', 'in': 'ifInOctets', 'out': 'ifOutOctets',
    'name': 'ifName', 'hc_in': 'ifHCInOctets', 'in_u': 'ifHCInUcastPkts',
    'in_m': 'ifHCInMulticastPkts', 'in_b': 'ifHCInBroadcastPkts',
    'hc_out': 'ifHCOutOctets', 'out_u': 'ifHCOutUcastPkts',
    'out_m': 'ifHCOutMulticastPkts', 'out_b': 'ifHCOutBroadcastPkts',
    'high': 'ifHighSpeed', 'alias': 'ifAlias',
    'disc': 'ifCounterDiscontinuityTime', 'align': 'dot3StatsAlignmentErrors',
    'fcs': 'dot3StatsFCSErrors', 'late': 'dot3StatsLateCollisions',
    'duplex': 'dot3StatsDuplexStatus',
}
PATHS = {IF: 'interfaces.ifTable.ifEntry.',
         IFX: 'ifMIB.ifMIBObjects.ifXTable.ifXEntry.',
         DOT3: 'transmission.dot3.dot3StatsTable.dot3StatsEntry.'}
KEYS = {c + '.': k for k, c in {**COLUMNS, **LATER, **NARROW}.items()}


def place(name):
    """(entry, key, index) of a cell of a port; None: it is none."""
    head, index = name.rsplit('.', 1)
    entry = head.rsplit('.', 1)[0] + '.'
    if head + '.' not in KEYS:
        return None
    return entry, KEYS[head + '.'], index


def written_name(rng, style, name):
    at = place(name)
    if at is None and name in (UPTIME, '1.3.6.1.2.1.1.1.0') \
            and style != 'numbers':
        word = 'sysDescr' if name != UPTIME else 'sysUpTime'
        return {'path': '.iso.org.dod.internet.mgmt.mib-2.system.' + word,
                'short': word}.get(style, 'SNMPv2-MIB::' + word) + '.0'
    if at is None or style == 'numbers':
        return rng.choice(['.', '.', '']) + name
    entry, key, index = at
    word = MIB_NAMES[key]
    if style == 'path':
        return '%s%s%s.%s' % (rng.choice([
            '.iso.org.dod.internet.mgmt.mib-2.',
            'iso.org.dod.internet.mgmt.mib-2.', '']), PATHS[entry], word,
            index)
    if style == 'brackets':
        return 'IF-MIB::%s[%s]' % (word, index)
    return ('' if style == 'short' else 'X-MIB::') + word + '.' + index


def clock(ticks):
    s, cs = divmod(ticks, 100)
    return '%d:%d:%02d:%02d.%02d' % (s // 86400, s // 3600 % 24,
                                     s // 60 % 60, s % 60, cs)


def written_text(rng, typed, hinted, value):
    """A text or a hardware address, and whether it may be bare."""
    if hinted and len(value) == 6 and value[1:2] != b':':
        return b'%s%s' % (b'STRING: ' if typed else b'', ':'.join(
            '%x' % b for b in value).encode())
    bare = value and value[:1] not in b'" =' and not set(value) & set(
        b'\n\r\0') and not hinted
    if bare and rng.random() < 0.5:
        return (b'STRING: ' if typed else b'') + value
    if all(32 <= c < 127 for c in value):
        quoted = b'"%s"' % re.sub(rb'(["\\])', rb'\\\1', value)
        return (b'STRING: ' if typed and value else b'') + quoted
    pairs = value.hex(' ').upper()
    if not typed:
        return b'"%s "' % re.sub('((.. ){16})', r'\1\n', pairs).encode()
    shown = re.sub(rb'[^ -~]', b'.', value)
    return b'Hex-STRING: %s %s' % (pairs.encode(), rng.choice(
        [b'', b'', b' [%s]' % shown]))


def written_value(rng, typed, name, tag, value):
    at = place(name)
    key = at[1] if at else None
    if tag == 4:
        return written_text(rng, typed, key == 'mac', value)
    if tag == 67:
        if not typed:
            return rng.choice([clock(value), str(value)]).encode()
        return b'Timeticks: (%d) %s' % (value, clock(value).encode())
    shown = str(value)
    if tag == 2 and key in LABELS and 0 < value <= len(LABELS[key]):
        label = LABELS[key][value - 1]
        shown = rng.choice([shown, '%s(%s)' % (label, shown)]
                           + ([] if typed else [label]))
    if key == 'speed' and rng.random() < 0.3:
        shown += ' bits per second'
    if not typed:
        return shown.encode()
    wrong = 'Wrong Type (should be Counter32): ' \
        if rng.random() < 0.05 else ''
    kind = {v: k for k, v in WALK.items()}[tag].decode()
    return ('%s%s: %s' % (wrong, kind, shown)).encode()


SAP = {2: 'Integer', 4: 'OctetString', 65: 'Counter', 66: 'Gauge',
       67: 'TimeTicks', 70: 'Counter64'}


def kept_line(rng, form, style, typed, name, tag, value):
    if form == 'sapwalk':
        if tag == 4:
            value = '0x' + value.hex() if value else ''
        return ('%-30s, %-11s , %s' % (name, SAP[tag], value)).encode()
    if form == 'snmprec':
        if tag != 4 and rng.random() < 0.3:
            return ('%s|%d:numeric|rate=7.5,initial=%d,cumulative=1' % (
                name, tag, value)).encode()
        at = place(name)
        if at and at[1] == 'mac' and len(value) == 6 and not set(
                value) & set(b'\n\r') and max(value) > 127:
            return b'%s|4|%s' % (name.encode(),
                                 value.decode('latin-1').encode())
        return as_snmprec(rng, name, tag, value)
    joint = b' = ' if form != 'quick' else b' '
    return (rng.choice([b'', b'', b'', b'    ', b'\t'])
            + written_name(rng, style, name).encode() + joint
            + written_value(rng, typed, name, tag, value))


HEAD = [b'# comment', b'', b'$ snmpwalk -v2c -c x 192.0.2.1']
NOISE = [b'', b'TCP-MIB::tcpRtoMin.0 = INTEGER: 200',
         b'UDP-MIB::udpLocalPort["a"] = 7', b'.1.3.6.1.2.1.99.9 = NULL',
         b'.1.3.6.1.2.1.99.8 = No Such Object available on this agent at '
         b'this OID']


def kept(rng, form, found):
    typed = form == 'walk'
    style = rng.choice(['numbers', 'module', 'short', 'path', 'brackets'])
    lines = [kept_line(rng, form, style, typed, name, *found[name])
             for name in sorted(found, key=by_name)]
    if rng.random() < 0.3:
        rng.shuffle(lines)
    if rng.random() < 0.3:
        lines += [kept_line(rng, form, style, typed, name, found[name][0],
                            7 if found[name][0] != 4 else b'x')
                  for name in rng.sample(sorted(found), 1)]
    while rng.random() < 0.6:
        lines.insert(rng.randrange(len(lines) + 1), rng.choice(NOISE))
    while rng.random() < 0.2:
        lines.insert(0, rng.choice(HEAD))
    if rng.random() < 0.3:
        lines.append(b'End of MIB')
    end = b'\r\n' if rng.random() < 0.2 and not any(
        b'\r' in x or b'\n' in x for x in lines) else b'\n'
    return end.join(lines) + end


def styles(folder, truth, seed, count):
    rng = random.Random(seed)
    for n in range(count):
        form = rng.choice(['walk', 'plain', 'quick', 'snmprec', 'sapwalk'])
        found = some_device(rng, form not in ('plain', 'quick')
                            and rng.random() < 0.7)
        with open('%s/d%03d.snmprec' % (truth, n), 'wb') as f:
            for name in sorted(found, key=by_name):
                tag, value = found[name]
                f.write(('%s|%d%s|%s\n' % (
                    name, tag, 'x' if tag == 4 else '', value.hex()
                    if tag == 4 else value)).encode())
        with open('%s/d%03d.%s' % (folder, n, form), 'wb') as f:
            f.write(kept(rng, form, found))


if sys.argv[1] == 'styles':
    styles(sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
elif sys.argv[1] == 'make':
    make(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
else:
    sys.exit(check(sys.argv[2]))
