# Copyright: huaweicloud.jobs contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Request bodies of create calls, each with only the fields that its service requires."""

from __future__ import annotations

NETWORK = {"vpc_id": "v", "subnet_id": "s", "security_group_id": "g"}
SERVER = {
    "name": "web",
    "imageRef": "i",
    "flavorRef": "s6.small.1",
    "vpcid": "v",
    "nics": [{"subnet_id": "s"}],
    "root_volume": {"volumetype": "SSD", "size": 40},
}
VOLUME = {"availability_zone": "eu-de-01", "size": 10, "volume_type": "SSD", "name": "data"}
DATABASE = {
    **NETWORK,
    "name": "mysql-1",
    "datastore": {"type": "MySQL", "version": "8.0"},
    "flavor_ref": "rds.mysql.c2.medium",
    "volume": {"type": "CLOUDSSD", "size": 40},
    "region": "eu-de",
    "availability_zone": "eu-de-01",
}
CACHE = {
    **NETWORK,
    "name": "cache-1",
    "engine": "Redis",
    "engine_version": "5.0",
    "capacity": 0.125,
    "spec_code": "redis.ha.xu1.tiny.r2.128",
    "az_codes": ["eu-de-01"],
}
CLUSTER = {
    "kind": "Cluster",
    "apiVersion": "v3",
    "metadata": {"name": "k8s-1"},
    "spec": {
        "flavor": "cce.s1.small",
        "hostNetwork": {"vpc": "v", "subnet": "s"},
        "containerNetwork": {"mode": "overlay_l2"},
    },
}
DISK = {"size": 50, "volumetype": "SSD"}
NODE = {
    "kind": "Node",
    "apiVersion": "v3",
    "metadata": {"name": "node-1"},
    "spec": {"flavor": "c7.large.2", "az": "eu-de-01", "rootVolume": DISK, "dataVolumes": [DISK], "count": 1},
}
KAFKA = {
    **NETWORK,
    "name": "kafka-1",
    "engine": "kafka",
    "engine_version": "2.7",
    "broker_num": 3,
    "storage_space": 300,
    "available_zones": ["z"],
    "product_id": "c6.2u4g.cluster",
    "storage_spec_code": "dms.physical.storage.high.v2",
}
SHARE = {
    **NETWORK,
    "name": "share-1",
    "share_proto": "NFS",
    "share_type": "STANDARD",
    "size": 500,
    "availability_zone": "z",
}
GROUP = {
    "name": "group-1",
    "source_availability_zone": "eu-de-01",
    "target_availability_zone": "eu-de-02",
    "domain_id": "d",
    "source_vpc_id": "v",
}
