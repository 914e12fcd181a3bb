/** A small writer of ONNX graphs: named initialisers and nodes in, one protobuf out. */
import onnxProto, { type onnx } from 'onnx-proto';

const { DataType } = onnxProto.onnx.TensorProto;
const { AttributeType } = onnxProto.onnx.AttributeProto;

export type Attribute = number | number[] | { float: number };
export type Elements = Float32Array | Int8Array | BigInt64Array | Uint8Array;
export type Dimension = number | string;

const elementType = (data: Elements): number =>
  data instanceof Float32Array
    ? DataType.FLOAT
    : data instanceof Int8Array
      ? DataType.INT8
      : data instanceof Uint8Array
        ? DataType.UINT8
        : DataType.INT64;

const attribute = (name: string, value: Attribute): onnx.IAttributeProto => {
  if (Array.isArray(value)) return { name, type: AttributeType.INTS, ints: value };
  if (typeof value === 'number') return { name, type: AttributeType.INT, i: value };
  return { name, type: AttributeType.FLOAT, f: value.float };
};

const valueInfo = (name: string, type: number, shape: Dimension[]): onnx.IValueInfoProto => ({
  name,
  type: {
    tensorType: {
      elemType: type,
      shape: { dim: shape.map((d) => (typeof d === 'number' ? { dimValue: d } : { dimParam: d })) },
    },
  },
});

export class GraphWriter {
  private readonly nodes: onnx.INodeProto[] = [];
  private readonly initialisers = new Map<string, onnx.ITensorProto>();
  private count = 0;

  /** Adds a constant; one name holds one constant, so asking again for the same name is free. */
  constant(name: string, data: Elements, dims: number[]): string {
    if (!this.initialisers.has(name)) {
      const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      this.initialisers.set(name, { name, dims, dataType: elementType(data), rawData });
    }
    return name;
  }

  floats(name: string, values: number[]): string {
    return this.constant(name, Float32Array.from(values), values.length === 1 ? [] : [values.length]);
  }

  integers(name: string, values: number[]): string {
    return this.constant(name, BigInt64Array.from(values.map(BigInt)), [values.length]);
  }

  /** Adds a node with one output and returns the output's name. */
  node(opType: string, input: string[], attributes: Record<string, Attribute> = {}, output?: string): string {
    return this.many(opType, input, [output ?? `${opType}_${this.count}`], attributes)[0] as string;
  }

  /** Adds a node with several outputs. */
  many(opType: string, input: string[], output: string[], attributes: Record<string, Attribute> = {}): string[] {
    this.nodes.push({
      name: `${opType}_${this.count++}`,
      opType,
      input,
      output,
      attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
    });
    return output;
  }

  /** Serialises the graph: int64 inputs and float outputs, operator set 17. */
  encode(inputs: Record<string, Dimension[]>, outputs: Record<string, Dimension[]>): Uint8Array {
    return onnxProto.onnx.ModelProto.encode({
      irVersion: 8,
      producerName: 'weir',
      opsetImport: [{ domain: '', version: 17 }],
      graph: {
        name: 'multilingual-e5-small',
        node: this.nodes,
        initializer: [...this.initialisers.values()],
        input: Object.entries(inputs).map(([name, shape]) => valueInfo(name, DataType.INT64, shape)),
        output: Object.entries(outputs).map(([name, shape]) => valueInfo(name, DataType.FLOAT, shape)),
      },
    }).finish();
  }
}
