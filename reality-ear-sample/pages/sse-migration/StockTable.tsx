import { useEffect, useState } from 'react';
import { Sparkline } from '../shared/charts.js';
import type { Stock } from './stocks.js';

const MOST_PRICES = 40;

/** The stocks, with the price history of each since the page opened. */
export function StockTable({ stocks, color }: { stocks: readonly Stock[] | undefined; color: string }) {
  const courses = useCourses(stocks);
  return (
    <table className="stocks">
      <thead>
        <tr>
          <th scope="col">Stock</th>
          <th scope="col" className="course">
            Since opened
          </th>
          <th scope="col">Price</th>
          <th scope="col">Change</th>
        </tr>
      </thead>
      <tbody>
        {(stocks ?? []).map(({ symbol, price, change, at }) => (
          <tr key={symbol}>
            <th scope="row">{symbol}</th>
            <td className="course">
              <Sparkline values={courses[symbol] ?? []} color={color} />
            </td>
            <td key={at} className="price">
              {price.toFixed(2)}
            </td>
            <td className={change < 0 ? 'down' : 'up'}>
              {change < 0 ? '▼' : '▲'} {Math.abs(change).toFixed(2)}
            </td>
          </tr>
        ))}
        {!stocks && (
          <tr>
            <td colSpan={4}>Loading…</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

/** The prices so far, by symbol. */
function useCourses(stocks: readonly Stock[] | undefined): Readonly<Record<string, readonly number[]>> {
  const [courses, setCourses] = useState<Readonly<Record<string, readonly number[]>>>({});
  useEffect(() => {
    if (stocks) {
      setCourses((known) =>
        Object.fromEntries(
          stocks.map(({ symbol, price }) => {
            const course = known[symbol] ?? [];
            return [symbol, course.at(-1) === price ? course : [...course, price].slice(-MOST_PRICES)];
          }),
        ),
      );
    }
  }, [stocks]);
  return courses;
}
