import Minio
